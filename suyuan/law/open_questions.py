"""未决问题 — what the text of the law leaves open, as data; law.policies holds the answers in use.

Source: the open points of the Measures (Order 73 of 2025), each named at its entry.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from suyuan.law.duty import Text

YES_NO = (True, False)
MOST_PERCENT, MOST_GRAMS = 100, 1_000_000
WORDS = {
    True: Text("是", "yes"),
    False: Text("否", "no"),
    None: Text("全部时间", "all time"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One open question.

    ``options`` lists the permitted answers; without options ``low`` and ``high`` bound a whole number.
    ``says`` words the options for readers. ``acts`` names the duties and findings that it touches.
    """

    id: str
    question: Text
    reason: Text
    default: Any
    options: tuple[Any, ...] = ()
    low: int | None = None
    high: int | None = None
    says: tuple[tuple[Any, Text], ...] = ()
    acts: tuple[str, ...] = ()
    adjustable: bool = True
    passes: Callable[[Any], bool] | None = None

    def check(self, value: Any) -> None:
        """Accept a permitted answer. Raises ValueError."""
        if self.passes is not None:
            if not self.passes(value):
                raise ValueError(f"{self.id}: {value!r} is not allowed")
            return
        if any(value == option and type(value) is type(option) for option in self.options):
            return
        if self.low is not None and self.high is not None:
            if type(value) is int and self.low <= value <= self.high:
                return
            raise ValueError(f"{self.id}: {value!r} is not a whole number from {self.low} to {self.high}")
        raise ValueError(f"{self.id}: {value!r} is not one of {', '.join(map(repr, self.options))}")

    def say(self, value: Any) -> Text:
        """Word an answer for readers."""
        for option, text in self.says:
            if option == value and isinstance(option, bool) == isinstance(value, bool):
                return text
        if value is None or isinstance(value, bool):
            return WORDS[value]
        plain = "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        return Text(plain, plain)


def _mass_tolerance(value: Any) -> bool:
    match value:
        case (int(percent), int(least_g)):
            return 0 <= percent <= MOST_PERCENT and 0 <= least_g <= MOST_GRAMS
        case _:
            return False


def _iso_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _uses(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(use, str) and use for use in value)


EVERY_DAY_COUNT = (
    *("24.2.a", "24.2.b", "24.2.c", "24.3", "24.4.b", "24.5.a", "24.5.b", "24.5.c"),
    *("24.6.a", "24.6.b", "24.6.c", "24.7.a", "24.7.b"),
)
OUTBOUND = ("24.2.c", "24.3", "24.4.b", "24.6.c", "24.8.b")
INBOUND = ("24.6.b", "24.7.a")

COUNTING = (
    Policy(
        id="calendar_days",
        question=Text("“日”指自然日还是工作日？", "Does “days” mean calendar days or working days?"),
        reason=Text(
            "2018年的规定明写“工作日”，现行办法只写“日”，《民法典》也按公历计算。",
            "The 2018 rules said working days, the Measures say days; the Civil Code counts calendar days.",
        ),
        default=True,
        options=YES_NO,
        says=((True, Text("自然日", "calendar days")), (False, Text("工作日", "working days"))),
        acts=EVERY_DAY_COUNT,
    ),
    Policy(
        id="first_day_not_counted",
        question=Text("开始的当日计入期间吗？", "Does the day of the event count?"),
        reason=Text(
            "《民法典》第二百零一条：开始的当日不计入。办法本身没有规定。",
            "Civil Code Article 201 leaves the first day out. The Measures themselves are silent.",
        ),
        default=True,
        options=YES_NO,
        says=((True, Text("不计入", "not counted")), (False, Text("计入", "counted"))),
        acts=("24.1", *EVERY_DAY_COUNT, "24.8.a", "24.8.b"),
    ),
    Policy(
        id="holiday_roll",
        question=Text("最后一日遇休息日怎么办？", "What if the last day is a day of rest?"),
        reason=Text(
            "《民法典》第二百零三条：法定休假日顺延到休假结束的次日；周末同样顺延，调休上班日不顺延。",
            "Civil Code Article 203 moves it past the holiday; weekends alike, made-up working days not.",
        ),
        default="rest_days",
        options=("rest_days", "public_holidays", "none"),
        says=(
            (
                "rest_days",
                Text("遇法定节假日或周末，顺延至下一工作日", "holidays and weekends: next working day"),
            ),
            ("public_holidays", Text("仅遇法定节假日顺延", "public holidays only: next working day")),
            ("none", Text("不顺延", "no move")),
        ),
        acts=("24.1", "24.4.a", *EVERY_DAY_COUNT),
    ),
    Policy(
        id="monthly_inclusive",
        question=Text("“15日前”包括15日吗？", "Does “before the 15th” include the 15th?"),
        reason=Text(
            "没有规定排除当日；对报送人有利的读法不会误认逾期。",
            "Nothing excludes the day; this reading never calls a timely report late.",
        ),
        default=True,
        options=YES_NO,
        says=((True, Text("包括", "included")), (False, Text("不包括", "not included"))),
        acts=("24.4.a",),
    ),
    Policy(
        id="sale_clock",
        question=Text("销售日期的40日从哪天起算？", "Which day starts the 40 days of the sale?"),
        reason=Text(
            "条文可读作上牌，也可读作销售。以上牌日为准；未填上牌日的以销售日为准；售出之前义务为待定。",
            "The text may mean either: licensing where given, else the sale; until then it is awaiting.",
        ),
        default="licensed_else_sold",
        options=("licensed_else_sold", "sold"),
        says=(
            ("licensed_else_sold", Text("上牌日，未填则销售日", "licensing, else the sale")),
            ("sold", Text("销售日", "the sale")),
        ),
        acts=("24.2.b",),
    ),
    Policy(
        id="dismantler_working_days",
        question=Text("拆解企业有多少时间？", "How long do dismantlers have?"),
        reason=Text(
            "办法指向报废机动车回收管理办法实施细则，细则中未见日数；沿用2018年规定的15个工作日。",
            "The scrapped-vehicle rules have no number that we found: 15 working days as in 2018.",
        ),
        default=15,
        low=1,
        high=365,
        acts=("24.8.a", "24.8.b"),
    ),
    Policy(
        id="transition",
        question=Text("2026年4月1日前的事件适用哪部规定？", "Which rules for an act before 1 April 2026?"),
        reason=Text(
            "过渡条款未见到；按事件发生当日有效的规定计算。",
            "No transitional clause was seen: the rules in force on the day of the event count.",
        ),
        default="event_day",
        options=("event_day",),
        says=(("event_day", Text("事件当日有效的规定", "those in force on that day")),),
        acts=("24.2.a", "24.5.a", "24.5.b", "24.6.b", "24.6.c", "24.7.a", "24.7.b", "24.8.a", "24.8.b"),
        adjustable=False,
    ),
    Policy(
        id="replacement_clock",
        question=Text("车企更换信息的40日从哪天起算？", "Which day starts the vehicle maker's 40 days?"),
        reason=Text(
            "条文写的是更换之后，不是收到维修企业信息之后。",
            "The text speaks of the replacement, not of the shop's message.",
        ),
        default="replacement",
        options=("replacement",),
        says=(("replacement", Text("更换之日", "the day of the replacement")),),
        acts=("24.5.b",),
        adjustable=False,
    ),
)

SWAPPING = (
    Policy(
        id="no_swap_no_return",
        question=Text("当月没有换电，也要报送吗？", "Is a month without swaps to be reported?"),
        reason=Text(
            "没有最后一次更换，就没有可报的内容。",
            "Without a last replacement there is nothing to report.",
        ),
        default=True,
        options=YES_NO,
        says=((True, Text("不需要", "no")), (False, Text("需要零报送", "yes, a nil return"))),
        acts=("24.4.a", "late"),
    ),
    Policy(
        id="swap_snapshot_per_vehicle",
        question=Text(
            "“最后一次更换”按车还是按电池？", "Is the “last replacement” per vehicle or per battery?"
        ),
        reason=Text(
            "按车最接近“车里现在是哪块电池”这一问题；按电池报送的也予接收。",
            "Per vehicle answers which battery is in the car; lines per battery are accepted too.",
        ),
        default=True,
        options=YES_NO,
        says=((True, Text("按车", "per vehicle")), (False, Text("按电池", "per battery"))),
        acts=("24.4.a",),
    ),
)

CUSTODY = (
    Policy(
        id="receipt_presumed_days",
        question=Text(
            "只有出库、没有入库时，视为何时收到？", "With an outbound only, when is receipt presumed?"
        ),
        reason=Text(
            "接收方的期限自收到起算；在其报送之前，按出库后7日推定。",
            "The receiver's time starts with receipt; until it reports, 7 days after dispatch are presumed.",
        ),
        default=7,
        low=0,
        high=90,
        acts=(*OUTBOUND, *INBOUND, "no_inbound"),
    ),
    Policy(
        id="matching_window_days",
        question=Text(
            "出库与入库相距多少日仍算同一次移交？", "How far apart may two sides of one transfer lie?"
        ),
        reason=Text(
            "运输、集中贮存和30日的报送时间都在60日之内。",
            "Transport, storage at an outlet and 30 days to report fit into 60 days.",
        ),
        default=60,
        low=1,
        high=730,
        acts=(*OUTBOUND, *INBOUND, "wrong_party", "code_set_mismatch", "no_inbound", "no_outbound"),
    ),
    Policy(
        id="mass_tolerance",
        question=Text("两次称重允许相差多少？", "How far may two weighings differ?"),
        reason=Text(
            "磅秤误差与冷却液残留；取5%与2千克中较大者。",
            "Scales and remaining coolant differ: 5 % or 2 kg, whichever is more.",
        ),
        default=(5, 2_000),
        says=(((5, 2_000), Text("5%或2千克，取大者", "5 % or 2 kg, whichever is more")),),
        acts=(*OUTBOUND, *INBOUND, "mass_mismatch"),
        passes=_mass_tolerance,
    ),
    Policy(
        id="sender_item",
        question=Text(
            "只有入库时，出库方的义务记在哪一项？", "With an inbound only, which item is the sender's?"
        ),
        reason=Text(
            "生产企业移交的废旧电池可能是自产或回收的；第（六）项用语最宽，先记在该项，按其他项报送同样算履行。",
            "A maker's waste may be its own or collected: item (6) is widest; another item meets it too.",
        ),
        default="widest",
        options=("widest",),
        says=(("widest", Text("用语最宽的一项", "the widest one")),),
        acts=(*INBOUND, "no_outbound"),
        adjustable=False,
    ),
    Policy(
        id="trail_cold_days",
        question=Text("多少日没有消息算下落不明？", "After how many days without news is a trail cold?"),
        reason=Text(
            "法律没有规定；90日超过任何一项报送期限与一次移交之和。",
            "The law sets none; 90 days exceed any reporting time together with one transfer.",
        ),
        default=90,
        low=1,
        high=3_650,
        acts=("trail_cold",),
    ),
    Policy(
        id="probe_lookups",
        question=Text(
            "同一单位查询多少个只差序列号、且查无结果的编码，算试探？",
            "How many codes that differ in their serial alone, looked up in vain by one party, are a probe?",
        ),
        reason=Text(
            "法律没有规定；一车货常有十几只相邻的电池，扫过而尚未申报的不应算入，三十日内申报的也不算。",
            "The law sets none; a load often holds a dozen neighbours that are scanned before they are filed. What is "
            "filed within thirty days does not count.",
        ),
        default=30,
        low=5,
        high=2_000,
        acts=("serial_probe",),
    ),
    Policy(
        id="finding_answer_days",
        question=Text(
            "被问到的单位应在多少日内说明？",
            "Within how many days should a party that is asked answer a finding?",
        ),
        reason=Text(
            "法律没有规定；与办法中最短的移交报送期限相同。到期不答不是违法，只是排在前面。",
            "The law sets none; it is the shortest reporting time for a hand-over. Not to answer breaks nothing.",
        ),
        default=15,
        low=1,
        high=365,
        acts=("no_inbound", "no_outbound", "wrong_party", "not_entitled", "missing_pack"),
    ),
)

USE_AND_YIELD = (
    Policy(
        id="yield_window",
        question=Text("产出与投入按多长时间核对？", "Over what time is output weighed against input?"),
        reason=Text(
            "库存跨月跨年，短期核对会误报；按全部时间，期初库存以申报为准，未申报视为零。",
            "Stock outlasts months: all time; opening stock as declared, none where nothing was declared.",
        ),
        default=None,
        options=(None,),
        low=30,
        high=36_500,
        acts=("24.7.a", "24.7.b", "yield_impossible"),
    ),
    Policy(
        id="forbidden_uses",
        question=Text("哪些用途属于禁止领域？", "Which uses are forbidden?"),
        reason=Text(
            "第二十二条点名电动自行车，其余由法律、行政法规和强制性标准确定，故为数据。",
            "Article 22 names electric bicycles; the rest comes from other rules, so it is data.",
        ),
        default=("electric_bicycle",),
        says=((("electric_bicycle",), Text("电动自行车", "electric bicycles")),),
        acts=(*OUTBOUND, "forbidden_use"),
        passes=_uses,
    ),
    Policy(
        id="backfill_cutoff",
        question=Text(
            "哪天以前的存量可以补录而不计时限？", "Stock from before which day may be entered without clocks?"
        ),
        reason=Text(
            "办法自2026年4月1日起施行，未见过渡条款；此前的存量按补录处理，不产生新的时限，也不视为逾期。",
            "The Measures took force on 1 April 2026 and no transitional clause was seen: older stock is entered as "
            "backfill, starts no clock and is never late.",
        ),
        default="2026-04-01",
        passes=_iso_day,
        acts=("late",),
    ),
    Policy(
        id="correction_keeps_filing_day",
        question=Text("更正后的报送，以哪天为报送日？", "Which day counts as the day of a corrected filing?"),
        reason=Text(
            "改正错误不应使人逾期：首次报送中已有的对象保留首次报送日，新增对象以更正日为准。",
            "Mending must not make anyone late: what was filed first keeps its day, additions do not.",
        ),
        default=True,
        options=YES_NO,
        says=((True, Text("首次报送日", "the first filing's")), (False, Text("更正日", "the correction's"))),
        acts=("late",),
    ),
)

POLICIES: dict[str, Policy] = {
    policy.id: policy for policy in (*COUNTING, *SWAPPING, *CUSTODY, *USE_AND_YIELD)
}
