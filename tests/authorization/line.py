"""One line of the table of routes, and the short ways to several."""

from dataclasses import dataclass, field

RECORDS = frozenset({"filing", "battery", "vehicle", "party", "permit"})


@dataclass(frozen=True)
class Line:
    """One route, method and, where a form has several buttons, what is pressed."""

    route: str
    method: str = "GET"
    act: str = ""
    kind: str = ""
    house: bool = False
    hides: bool = False
    open: bool = False
    account: bool = False
    empty: bool = False
    lists: str = ""
    special: str = ""
    data: dict[str, str] = field(default_factory=dict)
    json: bool = False

    @property
    def name(self) -> str:
        """Name the case."""
        pressed = "&".join(f"{name}={value}" for name, value in self.data.items())
        return f"{self.method} /{self.route}" + (f" {pressed}" if pressed else "")

    @property
    def reads_records(self) -> bool:
        """Tell whether it shows records of firms, and not the same once more in another form."""
        again = self.route.endswith((".pdf", ".xlsx", "/cancel", "/proof", "/succession"))
        return self.method == "GET" and not again and bool(self.lists or self.kind in RECORDS)

    @property
    def door(self) -> str:
        """Tell by which door it is reached."""
        return "api" if self.route.startswith("api/") else "page"


def both(route: str, get: str, post: str, *presses: dict[str, str], **more: object) -> list[Line]:
    """Give the lines of a page that shows and of its form."""
    shown = Line(route, act=get, **more)  # type: ignore[arg-type]
    pressed = [Line(route, "POST", act=post, data=press, **more) for press in presses or ({},)]  # type: ignore[arg-type]
    return [shown, *pressed]


def one(route: str, *presses: tuple[str, dict[str, str]], **more: object) -> list[Line]:
    """Give the lines of a form whose buttons are different acts."""
    return [Line(route, "POST", act=act, data=data, **more) for act, data in presses]  # type: ignore[arg-type]


API = "api/v1/"
