"""suyuan check and suyuan duty: the rulebook offline, from the template to the verdict."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
import time_machine

from suyuan.cli.check import verdict
from suyuan.cli.main import run
from suyuan.law.duty import Duty, Kind
from suyuan.law.measures_2026 import RULEBOOK

TODAY = datetime(2026, 6, 15, 3, tzinfo=UTC)
EVERY = pytest.mark.parametrize("duty", RULEBOOK.duties, ids=lambda duty: duty.id)
SALES = RULEBOOK.by_id["24.2.b"]


@pytest.fixture(autouse=True)
def _on_a_day_after_every_example():
    with time_machine.travel(TODAY, tick=True):
        yield


def rows_of(duty: Duty, count: int = 1) -> list[dict[str, str]]:
    return [{column.name: column.example for column in duty.columns} for _ in range(count)]


def as_csv(path: Path, rows: list[dict[str, str]]) -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def rules_of(body: dict) -> list[tuple]:
    return [(entry["row"], entry["column"], entry["rule"]) for entry in body["errors"]]


def judge(duty: Duty, path: Path, mode: str = "all") -> dict:
    return verdict(duty, path, mode=mode, filer="", language="en")


@EVERY
def test_every_duty_s_example_row_is_in_order(duty, tmp_path):
    body = judge(duty, as_csv(tmp_path / "f.csv", rows_of(duty)))
    assert rules_of(body) == []
    assert (body["lines"], body["accepted"], body["rejected"]) == (1, 1, 0)


@EVERY
def test_every_duty_s_template_opens_and_takes_its_example(duty, tmp_path, capsys):
    path = tmp_path / "t.xlsx"
    assert run(["duty", "template", duty.id, "-o", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["bytes"] == path.stat().st_size
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    for place, column in enumerate(duty.columns, start=1):
        value = float(column.example) if column.kind is Kind.MASS and column.example else column.example
        sheet.cell(row=2, column=place, value=value or None)
    book.save(path)
    assert rules_of(judge(duty, path)) == []


@EVERY
def test_a_row_of_nonsense_is_refused_under_every_duty(duty, tmp_path):
    rows = [{column.name: "§" * 3 for column in duty.columns}]
    body = judge(duty, as_csv(tmp_path / "f.csv", rows))
    assert body["state"] == "refused"
    assert body["accepted"] == 0
    assert all(entry["message"] and "{" not in entry["message"] for entry in body["errors"])


def test_one_bad_row_refuses_all_or_only_itself_by_mode(tmp_path):
    rows = rows_of(SALES) + rows_of(SALES)
    rows[1] |= {"vin": "LY00000A8R0000002", "sold_date": "2026-05-41"}
    path = as_csv(tmp_path / "f.csv", rows)
    assert (judge(SALES, path)["accepted"], judge(SALES, path)["rejected"]) == (0, 2)
    good = judge(SALES, path, mode="good")
    assert (good["accepted"], good["rejected"]) == (1, 1)
    assert (2, "sold_date", "date.format") in rules_of(good)


def test_the_workbook_s_own_cell_is_named(tmp_path):
    path = tmp_path / "f.xlsx"
    book = openpyxl.Workbook()
    book.active.append(list(rows_of(SALES)[0]))
    book.active.append(["LY00000A8R0000001", "2026-05-41", "", "110105"])
    book.save(path)
    (entry,) = [entry for entry in judge(SALES, path)["errors"] if entry["rule"] == "date.format"]
    assert (entry["row"], entry["cell"]) == (1, "B2")


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "file.empty"),
        (b"%PDF-1.7", "file.unknown_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file.old_excel"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(content, rule, tmp_path, capsys):
    path = tmp_path / "f.dat"
    path.write_bytes(content)
    assert run(["check", "24.2.b", str(path), "--json"]) == 3
    body = json.loads(capsys.readouterr().out)
    assert [entry["rule"] for entry in body["errors"]] == [rule]
    assert body["state"] == "refused"


def test_exit_codes_and_streams_of_check(tmp_path, capsys):
    good = as_csv(tmp_path / "good.csv", rows_of(SALES))
    bad = as_csv(tmp_path / "bad.csv", [rows_of(SALES)[0] | {"region_code": "99"}])
    assert run(["check", "24.2.b", str(good)]) == 0
    written = capsys.readouterr()
    assert "in order" in written.out
    assert f"suyuan file 24.2.b {good}" in written.err
    assert run(["check", "24.2.b", str(bad)]) == 3
    written = capsys.readouterr()
    assert "region_code" in written.out
    assert "suyuan check" in written.err
    assert run(["check", "24.2.b", str(tmp_path / "none.csv")]) == 2
    assert run(["check", "24.2.b", str(good), "--mode", "some"]) == 2


def test_duty_list_is_the_rulebook(capsys):
    assert run(["duty", "list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [entry["id"] for entry in listed] == [duty.id for duty in RULEBOOK.duties]
    assert run(["duty", "list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(RULEBOOK.duties)
