"""检查的解释选项 — what the text leaves open about inspections: how often, by how many, what chance is drawn from.

The same kind of entries as ``law.open_questions``; ``law.policies`` joins them and holds the answers in use.

Source: Articles 27 to 30 of the Measures. Article 28 refers to the State Council's rules on administrative
inspections, whose figures are not in the text; each of ours is therefore a reading.

>>> [policy.id for policy in INSPECTION]  # doctest: +NORMALIZE_WHITESPACE
['inspection_frequency', 'inspection_spares', 'inspection_signal', 'order_again', 'inspection_ahead', 'team_size',
 'draw_weight', 'draw_beacon', 'seed_secret_days', 'tip_readers']
"""

from suyuan.law.duty import Text
from suyuan.law.open_questions import Policy

FREQUENCY_DAYS = 365
AHEAD_DAYS = 92
SEED_SECRET_DAYS = 15
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
        id="inspection_spares",
        question=Text(
            "哪些检查使企业在限定期间内不再被抽中？",
            "Which inspections spare a firm from being drawn again within the limit?",
        ),
        reason=Text(
            "负担来自实际的检查，所以有笔录的检查计入，不论由哪个部门、依计划还是单独安排；"
            "方案抽中、尚未到期的检查也计入，因为企业即将受检，而抽取不由任何人选定。"
            "单独安排的检查由安排的人选定企业，未到现场之前不计入，否则一人即可使一家企业长期不被抽中。"
            "同一部门抽中的检查在期间内撤销或者过期的，其再次抽中、尚未实施的检查也不计入。",
            "What weighs on a firm is the visit: one with a record counts, by whichever department, drawn or "
            "ordered. So does one that a plan drew and whose day is to come, for nobody chose it. An order "
            "chooses its firm: until it is carried out it spares nobody, or one officer could keep a firm out of "
            "every draw. Nor does a drawn one that is due where the same desk called another of that firm off "
            "within the limit, or let it go by.",
        ),
        default="made_or_drawn",
        options=("made_or_drawn",),
        says=(
            (
                "made_or_drawn",
                Text(
                    "有笔录的，以及方案抽中、尚未到期的",
                    "one with a record, and one that a plan drew and that is to come",
                ),
            ),
        ),
        acts=("inspections",),
        adjustable=False,
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
        id="order_again",
        question=Text(
            "同一企业可以一再被单独安排检查吗？", "May inspections of one firm be ordered again and again?"
        ),
        reason=Text(
            "第二十八条要求精准、文明；因线索而查的次数，文中没有上限。固定的次数会被人先用完，"
            "使紧急的线索无法查处，其他部门也不能来。"
            "因此不设上限，但看得见：安排时记下期间内已有的检查，写入账本，并列在现场出示的通知书上，企业和上级据此提出。",
            "Article 28 asks for precision and civility and sets no number for visits on a signal. A fixed one "
            "could be used up on purpose, and then neither an urgent signal nor another department would get "
            "through. So there is none, but it is seen: the order names the visits within the limit, in the log "
            "and on the notice that is shown on site, and the firm and the desks above can hold it against who "
            "ordered.",
        ),
        default="seen",
        options=("seen",),
        says=(("seen", Text("不设上限，写明已有的检查", "no number, and what came before is named")),),
        acts=("inspections",),
        adjustable=False,
    ),
    Policy(
        id="inspection_ahead",
        question=Text(
            "检查日期最远可以安排到多少日之后？", "How many days ahead may the day of an inspection lie?"
        ),
        reason=Text(
            "办法没有规定；取一个季度：抽中而未到期的检查使企业免于其他抽取，种子也要保密到检查结束，都不宜过久。全年的计划分季度抽取。",
            "The Measures do not say: a quarter of a year. What is drawn and to come spares the firm other draws, and "
            "keeps the seed secret; neither should last. A plan for the year is drawn quarter by quarter.",
        ),
        default=AHEAD_DAYS,
        low=1,
        high=366,
        acts=("inspections",),
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
        id="seed_secret_days",
        question=Text(
            "抽中而没有笔录的检查，过期多少日后不再妨碍公开种子？",
            "For how many days after its day does a drawn visit without a record hold back the seed?",
        ),
        reason=Text(
            "种子保密是为了不惊动尚未检查的企业；检查只能在安排的当天进行，过了当天便无人可惊动。"
            "留十五日供迟交笔录，此后由平台自动公开，一次始终不去的检查不能使抽取永远无法核对。",
            "The seed is secret so that no firm is warned. A visit is of the day that was ordered, so after it "
            "nobody is. Fifteen days are left for a record that comes late; then the platform reveals the seed by "
            "itself: a visit that is never made must not keep a draw from being checked for ever.",
        ),
        default=SEED_SECRET_DAYS,
        low=0,
        high=92,
        acts=("inspections",),
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
