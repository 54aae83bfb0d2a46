"""检查的解释选项 — what the text leaves open about inspections: how often, by how many, what chance is drawn from.

The same kind of entries as ``law.open_questions``; ``law.policies`` joins them and holds the answers in use.

Source: Articles 27 to 30 of the Measures. Article 28 refers to the State Council's rules on administrative
inspections, whose figures are not in the text; each of ours is therefore a reading.

>>> [policy.id for policy in INSPECTION]
['inspection_frequency', 'inspection_signal', 'team_size', 'draw_weight', 'draw_beacon', 'tip_readers']
"""

from suyuan.law.duty import Text
from suyuan.law.open_questions import Policy

FREQUENCY_DAYS = 365
TEAM_SIZE = 2
MOST_TEAM = 6

INSPECTION = (
    Policy(
        id="inspection_frequency",
        question=Text(
            "一次检查之后多少日内不再抽中同一企业？",
            "For how many days after an inspection is a firm not drawn again?",
        ),
        reason=Text(
            "第二十八条要求精准、高效并遵守国务院关于规范行政检查的规定，办法本身没有次数；"
            "取各部门合计每年一次计划内检查，对企业负担不重；几个方案同时等待抽取的，先抽取的检查，其后的略过。",
            "Article 28 asks for precise and efficient inspections under the State Council's rules and gives no "
            "number: one planned inspection a year, by all departments together, is a light burden. Of plans that "
            "wait together the first drawn inspects a firm; those after it skip it.",
        ),
        default=FREQUENCY_DAYS,
        low=0,
        high=1_095,
        acts=("inspections",),
    ),
    Policy(
        id="inspection_signal",
        question=Text(
            "有线索指向的企业也受次数限制吗？", "Does the limit hold for a firm that a signal points to?"
        ),
        reason=Text(
            "次数限制减轻守法企业的负担；投诉、举报、系统发现的线索须及时查清，"
            "不应因近期检查过而不查。名单冻结时须写明哪些企业有线索。",
            "The limit spares firms that do as they should; complaints and findings must be looked into, inspected "
            "lately or not. Which firms are signalled is in the frozen list.",
        ),
        default="signal_lifts",
        options=("signal_lifts",),
        says=(("signal_lifts", Text("有线索的不受限制", "a signal lifts the limit")),),
        acts=("inspections",),
        adjustable=False,
    ),
    Policy(
        id="team_size",
        question=Text("每次检查抽取几名检查人员？", "How many inspectors are drawn for one inspection?"),
        reason=Text(
            "办法没有人数；两人在场，互为见证，是行政执法的通常做法。",
            "The Measures give no number; two see and sign for each other, as is usual in administrative "
            "enforcement.",
        ),
        default=TEAM_SIZE,
        low=TEAM_SIZE,
        high=MOST_TEAM,
        acts=("inspections",),
    ),
    Policy(
        id="draw_weight",
        question=Text("各企业被抽中的机会相同吗？", "Is every firm as likely to be drawn as any other?"),
        reason=Text(
            "第二十八条既要公正又要精准：每家企业都有机会，风险等级高的机会按权重增加；"
            "权重为不小于1的整数，抽取前随名单公布其摘要，事后不能改。",
            "Article 28 asks for fairness and for precision: every firm may be drawn, and one of higher risk is so in "
            "proportion to its weight, a whole number from 1 up that is frozen with the list.",
        ),
        default="by_risk",
        options=("by_risk",),
        says=(("by_risk", Text("按风险权重", "in proportion to the weight of its risk")),),
        acts=("inspections",),
        adjustable=False,
    ),
    Policy(
        id="draw_beacon",
        question=Text("抽取用的公共随机值从何而来？", "Where does the public value of a draw come from?"),
        reason=Text(
            "承诺记入公开账本之后，账本第一个涵盖它的检查点的根哈希：作出承诺的人事先无法知道，事后谁都可以查到。",
            "The root hash of the ledger's first checkpoint that covers the commitment: who commits cannot know it "
            "beforehand, and anybody can look it up afterwards.",
        ),
        default="first_checkpoint",
        options=("first_checkpoint",),
        says=(
            (
                "first_checkpoint",
                Text("首个涵盖承诺的检查点", "the first checkpoint that covers the commitment"),
            ),
        ),
        acts=("inspections",),
        adjustable=False,
    ),
    Policy(
        id="tip_readers",
        question=Text("公众的举报由谁看到？", "Who reads what the public tells?"),
        reason=Text(
            "第二十七条赋予六个部门监督检查的职权；举报人往往不知道归谁管，因此事发地及其上级的六个部门都能看到并答复，企业看不到。"
            "平台不问举报人是谁，只给一个查询编号。",
            "Article 27 gives six departments the power to inspect, and whoever tells of something seldom knows which: "
            "all six, of the place and above it, read and answer it. The firm does not. Nobody is asked for a name.",
        ),
        default="six_of_the_place",
        options=("six_of_the_place",),
        says=(
            (
                "six_of_the_place",
                Text("事发地及上级的六个部门", "all six departments, of the place and above"),
            ),
        ),
        acts=("tips",),
        adjustable=False,
    ),
)
