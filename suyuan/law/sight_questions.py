"""视线的解释选项 — what the text leaves open about who may see what: departments, chains, small totals.

The same kind of entries as ``law.open_questions``; ``law.policies`` joins them and holds the answers in use.

Source: Articles 4, 25, 27-37 of the Measures.
"""

from suyuan.law.duty import Text
from suyuan.law.open_questions import YES_NO, Policy

SIGHT = (
    Policy(
        id="department_remit",
        question=Text("各部门可以读取哪些申报？", "Which filings may each department read?"),
        reason=Text(
            "第二十七条授予六个部门查阅权而未划分事项；第三十一至三十七条逐项写明由谁查处。部门只读其查处事项所需的申报。",
            "Article 27 lets six departments read and does not divide the matters; Articles 31 to 37 say who pursues "
            "which breach. A department reads the filings by which its own breaches can be seen.",
        ),
        default="by_breach",
        options=("by_breach",),
        says=(("by_breach", Text("按其查处的违法行为", "by the breaches that it pursues")),),
        acts=("reading",),
        adjustable=False,
    ),
    Policy(
        id="official_chain",
        question=Text(
            "电池经过本辖区时，可否看到辖区外的其他单位？",
            "May an official know the firms outside the territory through whose hands a battery went?",
        ),
        reason=Text(
            "第二十九条要求部门之间移送线索，溯源的牵头部门须知道移送给谁；其他部门只看到类型和省份。",
            "Article 29 has departments pass cases on: the lead department must know to whom. Others learn role and "
            "province.",
        ),
        default="industry_only",
        options=("industry_only",),
        says=(
            (
                "industry_only",
                Text("仅工业和信息化部门可知其名称", "the department of industry knows their names"),
            ),
        ),
        acts=("reading",),
        adjustable=False,
    ),
    Policy(
        id="chain_mask",
        question=Text(
            "同一电池的上下游企业彼此可以看到什么？",
            "What may firms in one battery's chain know of each other?",
        ),
        reason=Text(
            "第三十条要求保守商业秘密。交接双方本已相互知悉；再远一步的单位只显示类型和省份。不在链条中的单位，只看到自己的行和指名它的行。",
            "Article 30 protects trade secrets. The two sides of a hand-over know each other; of who stands one step "
            "further only role and province are told. Who does not stand in the chain reads its own lines and those "
            "that name it.",
        ),
        default="neighbours",
        options=("neighbours",),
        says=(("neighbours", Text("只知相邻一方", "their neighbours alone")),),
        acts=("reading",),
        adjustable=False,
    ),
    Policy(
        id="public_identity",
        question=Text(
            "未登录者可以查看数字身份吗？", "May anybody read a digital identity without signing in?"
        ),
        reason=Text(
            "第十二条规定以编码为载体生成数字身份，未说明谁可查询；扫码的买主、救援人员须能辨别真伪与状态，故公开不涉及企业往来和车辆的数据项。",
            "Article 12 makes the code the carrier of the identity and does not say who may read it. Who scans a label "
            "must be able to tell whether it is genuine; what concerns firms' trade and vehicles stays closed.",
        ),
        default=True,
        options=YES_NO,
        acts=("reading",),
    ),
    Policy(
        id="identity_technical",
        question=Text("谁可以看到成分和结构？", "Who may read composition and structure?"),
        reason=Text(
            "第十一条、第二十五条的技术信息供维修、拆解、利用企业使用；接收之前就须知道如何安全处置，故凡具备这三类身份的单位均可看产品层面的成分与结构，其他事项仍以在链条中为限。",
            "Articles 11 and 25 give repairers, dismantlers and recyclers what they need to work safely, which is "
            "before they take a battery in. They read composition and structure; all else needs the chain.",
        ),
        default="by_role",
        options=("by_role",),
        says=(("by_role", Text("维修、拆解、利用企业", "repairers, dismantlers and recyclers")),),
        acts=("reading",),
        adjustable=False,
    ),
    Policy(
        id="repair_days",
        question=Text(
            "拆下的电池多久之内算在维修中？", "How long does a battery that was taken out count as in repair?"
        ),
        reason=Text(
            "办法没有规定；一个月足够修好装回，其后仍未装车的显示为退役。",
            "The Measures are silent; a month leaves time to mend it and fit it again, then it is shown as retired.",
        ),
        default=30,
        low=0,
        high=365,
        acts=("reading",),
    ),
    Policy(
        id="least_contributors",
        question=Text(
            "汇总数至少涉及几家企业才可显示？", "How many firms must a total be made of to be shown?"
        ),
        reason=Text(
            "少于三家时，一家可由总数推知另一家；办法没有规定，取统计上通行的三家。案件按季度公布一次，以季末所知为准，此后不变，正在进行的季度"
            "不公布：前后两日、前后两季的差额也推不出一家。",
            "Of two, one can work out the other. The Measures are silent; three is the usual number in statistics. "
            "Cases are told by quarter, once and as known at its end, and not while it runs: no difference of two days "
            "or of two quarters is of one firm.",
        ),
        default=3,
        options=(3,),
        acts=("reading",),
        adjustable=False,
    ),
)
