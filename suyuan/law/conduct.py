"""行为义务 — what the Measures ask of enterprises beside reporting: what to do, and what not to do.

    Conduct   one such rule: the article, in plain words, whom it binds, since when
    CONDUCT   all of them, in the order of the articles
    of_role() those that bind a kind of enterprise on a day

Dated data as the duties are: an amended article adds an entry and ends the old one. The words are ours and plain; the
article decides. Rules that nobody can be held to (encouragement, policy) are left out.

Source: Articles 6, 8 to 11, 13 to 20, 22, 23 and 25 of the Measures.

>>> [str(one.cite) for one in of_role(Role.SWAP_OPERATOR, date(2026, 6, 1))]
['6', '10', '20', '22']
"""

from dataclasses import dataclass
from datetime import date

from suyuan.law.duty import MEASURES_2026, Citation, Role, Text

IN_FORCE = date(2026, 4, 1)
BATTERIES = frozenset({Role.BATTERY_MAKER, Role.BATTERY_IMPORTER})
VEHICLES = frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER})
EVERYBODY = frozenset(Role)
READERS = frozenset({Role.REPAIRER, Role.DISMANTLER, Role.RECYCLER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """One rule of conduct. ``page``: where this platform helps with it, by the name of the address; "" for nowhere."""

    cite: Citation
    text: Text
    who: frozenset[Role]
    page: str = ""
    since: date = IN_FORCE
    until: date | None = None


def _rule(article: int, item: str, zh: str, en: str, who: frozenset[Role], *, page: str = "") -> Conduct:
    return Conduct(cite=Citation(MEASURES_2026, article, item), text=Text(zh, en), who=who, page=page)


CONDUCT: tuple[Conduct, ...] = (
    _rule(
        6,
        "",
        "落实安全生产和环境保护要求，防止二次污染。",
        "Work safely and keep the environment clean; cause no second pollution.",
        EVERYBODY,
    ),
    _rule(
        8,
        "",
        "优先采用标准化、易拆解的设计和无毒低毒、易回收的材料；不得使用国家禁止的有毒有害物质。",
        "Design batteries to a standard and so that they come apart; use no toxic substance that is forbidden.",
        BATTERIES,
    ),
    _rule(
        9,
        "",
        "按GB/T 34014给电池编码，并在单体、模块、电池包上设置标签。",
        "Code batteries by GB/T 34014, and label cells, modules and packs.",
        BATTERIES,
        page="labels",
    ),
    _rule(
        10,
        "",
        "编码唯一、准确，标签清晰、耐久；任何单位和个人不得恶意损毁、伪造、冒用编码和标签。",
        "Codes are unique and true, labels clear and lasting; nobody may damage, forge or borrow them.",
        EVERYBODY,
        page="scan",
    ),
    _rule(
        11,
        "",
        "向有关车企、维修企业等提供电池编码和必要的拆解技术信息。",
        "Give vehicle makers, repair shops and others the codes and what they need to take batteries apart.",
        BATTERIES,
        page="manuals",
    ),
    _rule(
        13,
        "",
        "在保证安全的前提下采用便于维修、拆卸的固定和连接部件；按规定公开车辆维修技术信息。",
        "Fix batteries so that they can be serviced and taken out; publish how vehicles are repaired.",
        VEHICLES,
    ),
    _rule(
        14,
        "1",
        "在销售电池的省级行政区建立与销售量相匹配的回收服务（售给车企的除外）。",
        "Offer recovery in every province where you sell, to match the sales (but for those to vehicle makers).",
        BATTERIES,
        page="coverage",
    ),
    _rule(
        14,
        "2",
        "在网站或应用的显著位置公布并及时更新网点地址、联系方式和回收提示。",
        "Show where your outlets are, how they are reached and what to mind, and keep it up to date.",
        BATTERIES,
        page="outlets",
    ),
    _rule(
        14,
        "3",
        "不得拒收换电企业、维修企业移交的、由本企业负责回收的废旧电池。",
        "Refuse no waste battery of yours that a swap operator or a repair shop hands over.",
        BATTERIES,
    ),
    _rule(
        15,
        "1",
        "在销售新能源汽车的市级行政区建立与销售量相匹配的回收服务。",
        "Offer recovery in every prefecture where you sell vehicles, to match the sales.",
        VEHICLES,
        page="coverage",
    ),
    _rule(
        15,
        "2",
        "在网站或应用的显著位置公布并及时更新网点地址、联系方式和回收提示。",
        "Show where your outlets are, how they are reached and what to mind, and keep it up to date.",
        VEHICLES,
        page="outlets",
    ),
    _rule(
        15,
        "3",
        "公布维修、报废、回收程序；电池达到建议报废条件时，及时告知用户回收程序和要求。",
        "Publish how batteries are serviced, scrapped, recovered; tell the user promptly when one should be retired.",
        VEHICLES,
        page="retirement",
    ),
    _rule(
        15,
        "4",
        "不得拒收维修企业、报废机动车回收拆解企业等移交的、由本企业负责回收的废旧电池。",
        "Refuse no waste battery of yours that a repair shop, a dismantler or others hand over.",
        VEHICLES,
    ),
    _rule(
        16,
        "",
        "回收服务网点的选址、建设、设施和运行符合规划、环保、安全的规定和强制性标准。",
        "Site, build, equip and run outlets as planning, environmental and safety law ask.",
        BATTERIES | VEHICLES,
        page="sites",
    ),
    _rule(
        17,
        "",
        "合并、分立的，由继续从事生产经营的企业承担回收责任；终止前作出回收安排。",
        "After a merger or split whoever goes on making takes batteries back; before an end, arrange who will.",
        BATTERIES | VEHICLES,
    ),
    _rule(
        18,
        "",
        "未办理项目核准或备案、环评、环保和安全设施、排污许可或登记的，不得从事综合利用。",
        "Utilise no waste batteries without the project's approval or filing, its environmental assessment, its "
        "protective works and its discharge permit or registration.",
        frozenset({Role.RECYCLER}),
        page="permits",
    ),
    _rule(
        19,
        "",
        "回收的废旧电池交由依法设立的综合利用企业；具备条件的，可以自行利用。",
        "Hand what you took back to a lawful recycler, or utilise it yourself where you have what that takes.",
        BATTERIES | VEHICLES,
    ),
    _rule(
        20,
        "",
        "拆下的废旧电池交给综合利用企业，或者交到电池企业、车企依法设立的网点。",
        "Hand what you take out to a recycler, or to an outlet of a battery or vehicle maker.",
        frozenset({Role.SWAP_OPERATOR, Role.REPAIRER, Role.DISMANTLER}),
    ),
    _rule(
        21,
        "",
        "依法回收拆解新能源汽车；缺少动力电池的，按缺少部件的车辆处理。",
        "Dismantle vehicles lawfully; one without its battery counts as one with parts missing.",
        frozenset({Role.DISMANTLER}),
    ),
    _rule(
        22,
        "",
        "不得将废旧电池直接或加工后用于电动自行车等禁止的领域。",
        "Put no waste battery, worked on or not, into electric bicycles or other forbidden uses.",
        EVERYBODY,
    ),
    _rule(
        23,
        "",
        "研发、生产、试验等环节产生的废旧电池，依固体废物污染环境防治法等规定利用。",
        "What becomes waste in research, production or testing is utilised as the law on solid waste asks.",
        BATTERIES | VEHICLES,
    ),
    _rule(
        25,
        "",
        "查询的技术信息只用于本单位拆卸、拆解相应的废旧电池。",
        "Use technical information that you looked up for your own work on the very batteries alone.",
        READERS,
        page="techinfo",
    ),
)


def of_role(role: Role, day: date) -> tuple[Conduct, ...]:
    """Give the rules that bind a kind of enterprise on a day."""
    return tuple(
        one
        for one in CONDUCT
        if role in one.who and one.since <= day and (one.until is None or day <= one.until)
    )
