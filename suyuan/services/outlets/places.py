"""网点位置 — whether a point lies in the division that it is said to lie in.

    misplaced()   (division, longitude, latitude) -> how far outside, in metres, for those that lie outside
    middle()      division -> a point inside it

Shapes of divisions come from the map that set-up made, or from the operator's own (setting ``SUYUAN_MAPS``). A county
that is newer than the map is looked for in its prefecture, then in its province. Borders on a map are simplified and
places are read off other maps, so what lies within ``outlet_place_m`` of its division counts as inside.

Source: Article 24(6); policy ``outlet_place_m``; WGS-84.
"""

import zipfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import shapely
import structlog
from django.conf import settings

from suyuan.domain.outlets import Point, distance_m

SHAPES = "shapes.zip"
_log = structlog.get_logger(__name__)


@lru_cache(maxsize=512)
def _shape(archive: Path, code: str) -> shapely.Geometry | None:
    """Give the shape of a division; None where the map does not know it."""
    with zipfile.ZipFile(archive) as shapes:
        for name in (code, f"{code[:4]}00", f"{code[:2]}0000"):
            if name in shapes.NameToInfo:
                shape: shapely.Geometry = shapely.from_wkb(shapes.read(name))
                shapely.prepare(shape)
                return shape
    return None


def misplaced(said: Iterable[tuple[str, Point]], *, within_m: int) -> dict[int, float]:
    """Give which of some places lie further than ``within_m`` outside their division, and how far (metres)."""
    archive = Path(settings.MAPS) / SHAPES
    if not archive.is_file():  # nobody's filing is refused for what the operator forgot
        _log.warning("no shapes of divisions", looked_for=str(archive))
        return {}
    outside: dict[int, float] = {}
    for index, (code, place) in enumerate(said):
        shape = _shape(archive, code)
        if shape is None:
            continue
        at = shapely.Point(place[0] / 1_000_000, place[1] / 1_000_000)
        if shape.contains(at):
            continue
        nearest = shapely.shortest_line(at, shape).coords[1]
        far = distance_m(place, (round(nearest[0] * 1_000_000), round(nearest[1] * 1_000_000)))
        if far > within_m:
            outside[index] = far
    return outside


@lru_cache(maxsize=4096)
def middle(code: str) -> Point | None:
    """Give a point inside a division; None where the map does not know it."""
    archive = Path(settings.MAPS) / SHAPES
    shape = _shape(archive, code) if archive.is_file() else None
    if shape is None:
        return None
    inside = shape.representative_point()
    return round(inside.x * 1_000_000), round(inside.y * 1_000_000)
