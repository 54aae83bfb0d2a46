"""执法的解释选项 — what the texts leave open about cases: terms, hearings, who may look at what.

The same kind of entries as ``law.open_questions``; ``law.policies`` joins them and holds the answers in use.

Source: Articles 27 to 38 of the Measures; Administrative Penalty Law (2021 revision).
"""

from suyuan.law.duty import Text
from suyuan.law.open_questions import Policy

CASES = (
    Policy(
        id="signal_points",
        question=Text("线索怎样排序？", "How are signals ranked?"),
        reason=Text(
            "办法要求精准检查而未定方法；按规则认定的比统计推断的分高，每类至多计五项，规模另列，使排序可以复核、不因企业大而居前。",
            "The Measures ask for precise inspection and set no method: what rests on a rule counts more than what "
            "rests on numbers, five of a kind at most, and size stands beside it, so that a rank can be checked and is "
            "not a matter of size.",
        ),
        default="points_by_kind",
        options=("points_by_kind",),
        says=(("points_by_kind", Text("按类计分，每类至多五项", "points by kind, five of a kind at most")),),
        acts=("cases",),
        adjustable=False,
    ),
    Policy(
        id="referral_days",
        question=Text(
            "移送的案件应在几个工作日内接收或退回？",
            "Within how many working days is a referred case taken up or returned?",
        ),
        reason=Text(
            "第二十九条要求及时移送、及时处理而未定期限；取行政处罚法上送达决定的七个工作日。",
            "Article 29 asks for promptness and sets no number: seven working days, as the Penalty Law has for the "
            "delivery of a decision.",
        ),
        default=7,
        low=1,
        high=30,
        acts=("cases",),
    ),
    Policy(
        id="hearing_always",
        question=Text("哪些拟处罚告知听证权？", "For which proposed penalties is a hearing offered?"),
        reason=Text(
            "行政处罚法第六十三条限于较大数额罚款等，数额由各地另定；本平台一律告知并允许，听证不损害任何一方。",
            "Article 63 of the Penalty Law has larger fines, and provinces set the amount. We offer it always: a "
            "hearing harms nobody.",
        ),
        default="always",
        options=("always",),
        says=(("always", Text("一律告知", "always")),),
        acts=("cases",),
        adjustable=False,
    ),
    Policy(
        id="hearing_notice",
        question=Text("听证通知应在听证几日之前送达？", "How long before a hearing must its notice arrive?"),
        reason=Text(
            "行政处罚法第六十四条第二项要求七日（工作日）前通知，未写明首尾两日是否计入；取整七个工作日，送达日和听证日都不计，"
            "当事人收到通知后可以同意不足期举行。",
            "Article 64(2) of the Penalty Law says seven (working) days before and not whether either end counts. Here "
            "seven whole ones lie between, neither the day of delivery nor that of the hearing among them; once it has "
            "the notice, the party may agree to less.",
        ),
        default="clear_days",
        options=("clear_days",),
        says=(("clear_days", Text("中间满七个工作日", "seven whole working days between")),),
        acts=("cases",),
        adjustable=False,
    ),
    Policy(
        id="term_on_rest_day",
        question=Text(
            "改正期限的最后一日是休息日或者法定节假日的，怎样计算？听证可以安排在休息日吗？",
            "What if the last day of a term to correct is a day of rest? May a hearing be on one?",
        ),
        reason=Text(
            "行政处罚法没有规定；参照民事诉讼法第八十五条，期间届满的最后一日是法定休假日的，顺延到其后第一个工作日。"
            "听证不安排在休息日，使当事人和代理人能够到场。",
            "The Penalty Law does not say. By analogy with Article 85 of the Civil Procedure Law, a term whose last "
            "day is one of rest ends on the first working day after it. No hearing is set for such a day, so that the "
            "party and its agents can come.",
        ),
        default="next_working_day",
        options=("next_working_day",),
        says=(("next_working_day", Text("顺延到下一个工作日", "the next working day")),),
        acts=("cases",),
        adjustable=False,
    ),
    Policy(
        id="four_eyes",
        question=Text("谁可以作出决定、结案？", "Who may decide and close a case?"),
        reason=Text(
            "行政处罚法将调查与决定分开；本平台要求作出决定、主持听证、改派调查人员、结案的人均未参加调查。"
            "立案前一年内（违法行为更早的，自该日起）到告知送达之日，在现场检查记录上签名的人，都算参加调查。",
            "The Penalty Law parts inquiry from decision. Here nobody decides, chairs a hearing, names other officers "
            "or closes who investigated. Who signed for a visit to the firm in the year before the case was opened, or "
            "since an earlier breach, until the notice was delivered, has investigated.",
        ),
        default="another_person",
        options=("another_person",),
        says=(("another_person", Text("未参加调查的人", "a person who did not investigate")),),
        acts=("cases",),
        adjustable=False,
    ),
    Policy(
        id="legal_check",
        question=Text("哪些案件须经法制审核？", "Which cases take a legal check?"),
        reason=Text(
            "行政处罚法第五十八条列有重大公共利益、经过听证、案情疑难复杂等情形，重大与疑难没有标准。这里经过听证的一律审核，"
            "其余由调查人员在拟处罚时标明；任何案件都可以审核，未通过的一律不得处罚，不予处罚的决定不受此限。一经标明、听证或者未通过，"
            "重新拟处罚也须审核；审核之后又有证据、复查、陈述或者听证的，重新审核。"
            "审核人未参加调查，也不作出决定；其法律职业资格由部门查验。",
            "Article 58 of the Penalty Law names a large public interest, a hearing and complex facts, and measures "
            "neither largeness nor complexity. Here every case that was heard is checked, others as the officers mark "
            "them when they propose; any may be. Nobody is penalised against an objection, nor is an objection shed by "
            "proposing anew; that there is no penalty may be decided in spite of it. What comes up after a check is "
            "checked again. Who checks has not investigated and does not decide; the department sees to the "
            "qualification.",
        ),
        default="heard_or_marked",
        options=("heard_or_marked",),
        says=(("heard_or_marked", Text("经过听证，或者标明的", "after a hearing, or where marked")),),
        acts=("cases",),
        adjustable=False,
    ),
    Policy(
        id="refusal_by_recheck",
        question=Text("怎样算作“拒不改正”？", "When was correction refused?"),
        reason=Text(
            "第三十二、三十六条以拒不改正为前提而未下定义；期限届满之后复查仍未改正的才算。",
            "Articles 32 and 36 presuppose it and define nothing: it takes a re-check after the term has ended that "
            "finds the breach uncorrected.",
        ),
        default="recheck_after_term",
        options=("recheck_after_term",),
        says=(("recheck_after_term", Text("期满后复查仍未改正", "a re-check after the term")),),
        acts=("cases",),
        adjustable=False,
    ),
)
