"""回收服务的解释选项 — what the text leaves open about outlets and what they are for.

The same kind of entries as ``law.open_questions``; ``law.policies`` joins them and holds the answers in use.

Source: Articles 14 to 16 and 24(6) of the Measures.
"""

from suyuan.law.duty import Text
from suyuan.law.open_questions import Policy

SERVICE = (
    Policy(
        id="techinfo_hours",
        question=Text(
            "一次可以查阅技术信息多少小时？", "For how many hours is technical information opened at a time?"
        ),
        reason=Text(
            "第二十五条只允许用于本单位的拆卸、拆解而未定期限；三日足够一次作业，过后可以再次申请。",
            "Article 25 opens it for the firm's own work and sets no time: three days do for one job, and one may ask "
            "again.",
        ),
        default=72,
        low=1,
        high=720,
        acts=("24.1", "techinfo"),
    ),
    Policy(
        id="techinfo_in_hand",
        question=Text("怎样算作“相应的”电池？", "What counts as the corresponding battery?"),
        reason=Text(
            "第二十五条限于相应的废旧动力电池：登记在本单位的、已报送移交给本单位的；维修、拆解企业在拆下之前，"
            "须同时填写车辆识别代号和电池编码，且与登记一致，每日不超过20次。",
            "Article 25 speaks of the corresponding waste batteries: those that are with the firm by the register, or "
            "reported as sent to it; before it is taken out, a shop or yard names the VIN and the code together, as "
            "the register has them, 20 times a day at most.",
        ),
        default="held_sent_or_named",
        options=("held_sent_or_named",),
        says=(
            (
                "held_sent_or_named",
                Text("在本单位、正移交本单位，或车与码一致", "held, on its way, or VIN and code together"),
            ),
        ),
        acts=("24.1", "techinfo"),
        adjustable=False,
    ),
    Policy(
        id="outlet_fresh_days",
        question=Text(
            "网点信息多少日未经报送或确认，提示可能过时？",
            "After how many days without a filing or a confirmation is an outlet shown as perhaps out of date?",
        ),
        reason=Text(
            "办法要求“及时更新”而未定期限；半年一次确认，对企业不重，对送交电池的人有用。",
            "The Measures ask for timely updating and set no number: twice a year is light for the firm and tells "
            "those who would drive there.",
        ),
        default=180,
        low=30,
        high=1_095,
        acts=("24.6.a",),
    ),
    Policy(
        id="thin_cover_vehicles",
        question=Text(
            "每个网点对应多少辆已售车辆以上，提示覆盖偏薄？",
            "Above how many vehicles sold for each outlet is cover called thin?",
        ),
        reason=Text(
            "第十五条要求与销售量相匹配而未定比例；按每年约一成车辆更换或报废计，一个网点每工作日接收约4只。",
            "Article 15 asks for services that match the sales and sets no ratio: with about a tenth replaced or "
            "scrapped a year, an outlet then takes in some four batteries a working day.",
        ),
        default=10_000,
        low=1,
        high=10_000_000,
        acts=("coverage",),
    ),
    Policy(
        id="thin_cover_batteries",
        question=Text(
            "每个网点对应多少只散售电池以上，提示覆盖偏薄？",
            "Above how many loose batteries sold for each outlet is cover called thin?",
        ),
        reason=Text(
            "第十四条同样未定比例；散售电池更换较快，取车辆数的一半。",
            "Article 14 sets no ratio either; loose batteries are replaced sooner, so half the number of vehicles.",
        ),
        default=5_000,
        low=1,
        high=10_000_000,
        acts=("coverage",),
    ),
    Policy(
        id="loose_sales",
        question=Text(
            "哪些电池算作销售给整车企业以外的单位？",
            "Which batteries count as sold to others than vehicle makers?",
        ),
        reason=Text(
            "没有一项报送说明散售；独立维修企业（24.5.c）或换电企业（24.4.a）最先使用、且没有合格证载明的电池，"
            "不会是整车企业买去的；销售地按该单位所在地计。",
            "No filing reports such sales. A battery that an independent shop (24.5.c) or a swap operator (24.4.a) was "
            "the first to use and that no certificate names was not bought by a vehicle maker; it counts where that "
            "firm has its seat.",
        ),
        default="first_use",
        options=("first_use",),
        says=(("first_use", Text("按首次使用判断", "by their first use")),),
        acts=("coverage",),
        adjustable=False,
    ),
    Policy(
        id="outlet_place_m",
        question=Text(
            "网点坐标可以在所填行政区划边界之外多少米？",
            "How many metres outside its division may an outlet's point lie?",
        ),
        reason=Text(
            "地图边界经过简化，新设区县的边界也可能尚未收入；2千米足以识别填反、填错的坐标。",
            "Borders on a map are simplified and new counties may be missing: 2 km still catches coordinates that are "
            "swapped or of another place.",
        ),
        default=2_000,
        low=0,
        high=100_000,
        acts=("24.6.a",),
    ),
    Policy(
        id="retirement_age",
        question=Text("电池的使用月数自何日起算？", "From which day is the age of a battery counted?"),
        reason=Text(
            "第十五条没有规定；用户自购车之日起使用，故自车辆销售之日；其后换上的电池，自装车之日。",
            "Article 15 does not say: the user has it from the day the vehicle was sold; a battery that was put in "
            "later, from that day.",
        ),
        default="sale_or_fitting",
        options=("sale_or_fitting",),
        says=(("sale_or_fitting", Text("自销售，后换的自装车", "from the sale; put in later: from then")),),
        acts=("15.3.a", "notices"),
        adjustable=False,
    ),
    Policy(
        id="reading_kept",
        question=Text("测得的读数保存吗？", "Are readings kept?"),
        reason=Text(
            "告知所需的，只有达到条件的那一次；其余读数显示人的行踪，不予保存。",
            "A notice needs the reading that reached a limit, and no other: the rest tells where people drive.",
        ),
        default="those_that_reach",
        options=("those_that_reach",),
        says=(("those_that_reach", Text("只保存达到条件的", "only those that reach a limit")),),
        acts=("15.3.a", "notices"),
        adjustable=False,
    ),
    Policy(
        id="reading_by",
        question=Text("谁的读数可以引起告知？", "Whose reading leads to a notice?"),
        reason=Text(
            "第十五条由车企告知，车企提交其车辆的读数；维修企业就其报送装入（24.5）的电池包提交。只是知道车和码的，"
            "不能使用户被告知，也不能借此试出哪只电池在哪辆车上。",
            "Article 15 speaks to makers, who report of their vehicles; a workshop reports of the packs whose fitting "
            "it filed (24.5). To know a vehicle and a code lets nobody have its user told, or try out which battery is "
            "where.",
        ),
        default="maker_or_fitter",
        options=("maker_or_fitter",),
        says=(
            (
                "maker_or_fitter",
                Text("车企；报送装入的维修企业", "the maker's; of a workshop where it filed the fitting"),
            ),
        ),
        acts=("15.3.a", "notices"),
        adjustable=False,
    ),
    Policy(
        id="notice_once",
        question=Text("同一电池达到条件后，告知几次？", "How often is the user of one battery told?"),
        reason=Text(
            "第十五条要求及时告知，没有要求重复；每辆车的每只电池一份告知书，再次告知由企业自行决定。",
            "Article 15 asks for prompt information and not for repetition: one notice for each battery in each "
            "vehicle; to tell again is the firm's choice.",
        ),
        default="once",
        options=("once",),
        says=(("once", Text("一次", "once")),),
        acts=("15.3.b", "notices"),
        adjustable=False,
    ),
)
