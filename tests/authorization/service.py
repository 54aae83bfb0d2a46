"""What the routes of recovery services are for: outlets, coverage, who takes back, technical information."""

from tests.authorization.line import API, Line, both, one

SERVICE: tuple[Line, ...] = (
    # outlets are public by law
    *(
        Line(route, open=True)
        for route in ("outlets", "outlets/embed", "outlets/list.csv", "outlets/list.geojson")
    ),
    Line(API + "outlets", open=True),
    Line(API + "batteries/{code}/takeback", act="battery.read", kind="battery", special="takeback"),
    Line(API + "batteries/{code}/refused", "POST", "refusal.report", "battery", special="reports", json=True),
    Line("refused", act="refusal.report", hides=True, special="reports"),
    Line("refused", "POST", act="refusal.report", hides=True, special="reports"),
    # technical information: read by who may need it, opened for what is in hand, until an instant
    Line(API + "techinfo", act="techinfo.read", special="manuals"),
    Line(API + "techinfo", "POST", act="techinfo.publish", special="publishes"),
    Line(
        API + "techinfo/{manual_id}/grants", "POST", "techinfo.read", "manual", special="manuals", json=True
    ),
    Line(API + "techinfo/grants/{grant_id}", act="techinfo.read", kind="grant", special="manuals"),
    Line(
        API + "techinfo/grants/{grant_id}/files/{place}", act="techinfo.read", kind="grant", special="manuals"
    ),
    Line("techinfo", act="techinfo.read", hides=True, special="manuals"),
    Line("techinfo/{manual_id}", act="techinfo.read", kind="manual", hides=True, special="manuals"),
    Line("techinfo/{manual_id}", "POST", "techinfo.read", "manual", hides=True, special="manuals"),
    Line("techinfo/grants/{grant_id}", act="techinfo.read", kind="grant", special="manuals"),
    Line("techinfo/grants/{grant_id}/files/{place}", act="techinfo.read", kind="grant", special="manuals"),
    Line("firm/manuals", act="house.read", hides=True, special="makers"),
    Line("firm/manuals", "POST", act="techinfo.publish", hides=True, special="makers"),
    # what users are told: the maker's own; what its vehicles or a workshop measured
    *(Line(route, open=True) for route in ("retirement", "readings/template.xlsx", API + "retirement")),
    *both("readings", "reading.report", "reading.report", hides=True, special="measures"),
    Line(API + "readings", "POST", act="reading.report", special="measures", json=True),
    Line(API + "notices", act="notice.read", special="tells"),
    Line(
        API + "notices/handings",
        "POST",
        act="notice.hand",
        special="tells",
        data={"channel": "file"},
        json=True,
    ),
    Line(API + "notices/handings/{handing_id}", act="notice.read", kind="handing", special="handed"),
    Line("firm/notices", act="notice.read", hides=True, special="told"),
    *one(
        "firm/notices",
        ("notice.hand", {"hand": "file"}),
        ("channel.change", {"url": ""}),
        hides=True,
        special="told",
    ),
    Line("firm/notices/{handing_id}", act="notice.read", kind="handing", special="handed"),
    # published, and firm by firm for who watches them
    Line("statistics", open=True),
    Line(API + "coverage", act="coverage.read", empty=True),
    Line("coverage", act="coverage.read", hides=True),
    Line("outlets/{uscc}/{outlet_no}", open=True, special="nowhere"),
    Line("map/{name}", open=True, special="nowhere"),
    Line("firm/outlets/{outlet_no}", act="house.read", kind="outlet", house=True, hides=True),
    *one(
        "firm/outlets/{outlet_no}",
        *[("site.change", data) for data in ({"confirm": "1"}, {})],
        kind="outlet",
        house=True,
    ),
)
