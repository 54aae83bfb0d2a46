"""方块地图 — the provincial divisions as tiles in rows and columns, each near where it lies: a map without boundaries.

Every division has one tile of the same size, so that a small one with many leaks is seen as well as a large one, and no
boundary is drawn that anybody could dispute. The order in the page is that of the codes, for those who listen to it.

Source: the divisions and their two digits are those of GB/T 2260; rows and columns are this platform's own.
"""

import re

_KIND = re.compile(
    r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$|[省市]$"
    r"| (?:City|Province)$|(?: Zhuang| Hui| Uygur)? Autonomous Region$| Special Administrative Region$"
)

# Two digits -> (row, column), from the upper left.
TILES = {
    "23": (1, 9), "15": (2, 7), "22": (2, 9), "65": (3, 1), "62": (3, 5), "64": (3, 6), "14": (3, 7), "13": (3, 8),
    "11": (2, 8), "21": (3, 9), "63": (4, 3), "61": (4, 6), "41": (4, 7), "37": (4, 8), "12": (4, 9), "54": (5, 2),
    "51": (5, 5), "42": (5, 6), "34": (5, 7), "32": (5, 8), "31": (5, 9), "50": (6, 5), "43": (6, 6), "36": (6, 7),
    "33": (6, 8), "53": (7, 4), "52": (7, 5), "45": (7, 6), "44": (7, 7), "35": (7, 8), "71": (7, 9), "46": (8, 6),
    "82": (8, 7), "81": (8, 8),
}  # fmt: skip


def short(name: str) -> str:
    """Give the name of a provincial division as a map has it, without its kind: 内蒙古, Guangxi."""
    return _KIND.sub("", name)
