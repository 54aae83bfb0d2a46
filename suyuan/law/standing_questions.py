"""主体的解释选项 — what the text leaves open about the standing of parties: registration, permits, succession.

The same kind of entries as ``law.open_questions``; ``law.policies`` joins them and holds the answers in use.

Source: Articles 17, 18 and 24 of the Measures.
"""

from suyuan.law.duty import Text
from suyuan.law.open_questions import YES_NO, Policy

STANDING = (
    Policy(
        id="party_begins",
        question=Text("主体自何时起存在于平台？", "From when is a firm a party of the platform?"),
        reason=Text(
            "未经核对的申请不能替任何企业设定义务，也不能占用其代码；批准之前只是申请。",
            "An unchecked claim must not bind a firm nor occupy its code: before approval it is an application only.",
        ),
        default="approval",
        options=("approval",),
        says=(("approval", Text("平台批准之日", "from its approval")),),
        acts=("registration",),
        adjustable=False,
    ),
    Policy(
        id="suspended_party",
        question=Text("被暂停的企业还能做什么？", "What may a suspended firm still do?"),
        reason=Text(
            "第二十四条的报送义务不因暂停而停止；停的是新的便利：密钥、授权、网点公布。",
            "The duties of Article 24 do not stop; what stops are new conveniences: keys, mandates, listed outlets.",
        ),
        default="reports_on",
        options=("reports_on",),
        says=(
            (
                "reports_on",
                Text(
                    "照常报送；不发新密钥、新授权，新网点只登记不公布",
                    "it reports on; no new keys or mandates, new outlets are filed but not listed",
                ),
            ),
        ),
        acts=("suspension",),
        adjustable=False,
    ),
    Policy(
        id="ended_party",
        question=Text("已终止的企业还能做什么？", "What may a firm do that has ended?"),
        reason=Text(
            "义务由承继单位承担（第十七条），原单位不再报送；清算和交接仍要用到其记录，故其人员可查阅以前的报送。其密钥和程序随之失效。",
            "Its duties are its successors' (Article 17), so it files no more; its liquidation and hand-over need the "
            "records, so its people still read what it filed. Its keys and programs end with it.",
        ),
        default="reads",
        options=("reads",),
        says=(
            (
                "reads",
                Text(
                    "可查阅以前的报送，管理员可撤销密钥、移出成员，不能再报送或办理其他事务",
                    "it reads what it filed before, its administrators revoke keys and end memberships, and it files "
                    "and does nothing more",
                ),
            ),
        ),
        acts=("termination",),
        adjustable=False,
    ),
    Policy(
        id="takeback_follows",
        question=Text("谁负责回收一只电池？", "Who is answerable for taking a battery back?"),
        reason=Text(
            "合格证载明或整车企业报送更换的电池，由该整车企业负责（第十五条）；其余由编码所属企业负责（第十四条）。"
            "企业合并、分立的，随入库义务（24.6.b）归承继企业；终止而无承继的，按其终止前的安排。链条中的单位可以看到结果，"
            "否则无从要求其接收。",
            "What a certificate names, or a vehicle maker reports as put in, is that vehicle maker's (Article 15); any "
            "other is whose code it bears (Article 14). After a merger or split it goes with the duty to report "
            "inbound (24.6.b); after an end without heirs, with the arrangement made before. Whoever stands in the "
            "battery's chain is told, or nobody could hold a maker to it.",
        ),
        default="as_sold",
        options=("as_sold",),
        says=(("as_sold", Text("按电池最初的销售方式", "as the battery was first sold")),),
        acts=("takeback",),
        adjustable=False,
    ),
    Policy(
        id="succession_answers",
        question=Text("合并、分立、终止后由谁负责？", "Who answers after a merger, split or end?"),
        reason=Text(
            "第十七条要求承继；每项义务自生效日起只由一个登记的承继单位负责，无人承继的列明无人负责。",
            "Article 17 asks for succession: from its day each duty stands with one named successor; what nobody takes "
            "over is shown as answered by nobody.",
        ),
        default="one_named",
        options=("one_named",),
        says=(("one_named", Text("登记的承继单位，每项一个", "the named successor, one for each duty")),),
        acts=("succession",),
        adjustable=False,
    ),
    Policy(
        id="permits_do_not_pass",
        question=Text(
            "第十八条的手续随合并、分立转移吗？", "Do the permits of Article 18 pass to a successor?"
        ),
        reason=Text(
            "环评与排污许可按项目和排污者核发，变更须重新办理；承继单位以自己的手续为准。",
            "Assessments and discharge permits are granted to a project and a discharger: a successor needs its own.",
        ),
        default=True,
        options=(True,),
        says=((True, Text("不转移", "no")),),
        acts=("not_entitled",),
        adjustable=False,
    ),
    Policy(
        id="waste_abroad",
        question=Text("废旧动力电池可以移交境外单位吗？", "May waste batteries be handed to a unit abroad?"),
        reason=Text(
            "第十九、二十条所列接收单位都须具备境内手续或属于境内网点；境外单位以九位邓白氏编码填报，平台无从核对，出境另依固体废物的规定。"
            "因此废旧电池移交境外仍列为问题，由主管部门核对出境手续；以其制成的产品售往境外不受此限。境外单位不在本平台报送，故移交"
            "即告了结，不等候入库，也不算失去踪迹。",
            "Whom Articles 19 and 20 name has its permits or its outlet here. A unit abroad is given by nine digits "
            "that nobody can check here, and exports have rules of their own: waste handed abroad is found, so that an "
            "authority asks for the papers of the export; a product made from waste may go. Nobody abroad reports "
            "here: the hand-over is settled, waits for no inbound, and its trail does not go cold.",
        ),
        default=False,
        options=YES_NO,
        says=(
            (False, Text("否，列为问题待核", "no: it is found, to be looked into")),
            (True, Text("是，不列为问题", "yes")),
        ),
        acts=("not_entitled", "trail_cold"),
    ),
    Policy(
        id="permit_warning_days",
        question=Text("手续到期前多少日提醒？", "How many days before its end is a permit warned of?"),
        reason=Text(
            "法律没有规定；排污许可延续应在期满60日前申请。",
            "The law sets none; a discharge permit is to be renewed 60 days before it ends.",
        ),
        default=60,
        low=0,
        high=365,
        acts=("not_entitled",),
    ),
    Policy(
        id="white_list",
        question=Text("白名单企业有额外的权利吗？", "Does a white-listed firm have further rights?"),
        reason=Text(
            "规范条件公告是引导性文件，不具有行政审批的前置性和强制性；手续才是第十八条的要求。",
            "The announcements guide and do not license: what Article 18 asks for are the permits.",
        ),
        default="information",
        options=("information",),
        says=(("information", Text("没有，仅作信息展示", "no, it is shown as information only")),),
        acts=("not_entitled",),
        adjustable=False,
    ),
)
