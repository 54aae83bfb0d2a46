"""办案规则 — what each step of a case asks: one rule each, with the text that it rests on.

    Setting  the day, the calendar, the instant
    Rule     a code, the steps that it is about, and when it is broken
    RULES    all of them
    check()  the rules that a step would break; none: it may be taken
    offered() the steps that somebody may take now, whatever they carry

The rules are data so that each can be switched off: a test does so, and shows that the case then goes wrong.

Source: Articles 27, 29 and 31 to 38 of the Measures; Administrative Penalty Law (2021 revision); Administrative
Reconsideration Law (2023 revision).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from suyuan.domain.cases import ends, grounds, hearings
from suyuan.domain.cases.file import File
from suyuan.domain.cases.grounds import Broken, Setting, unless_none
from suyuan.domain.cases.steps import OF_PARTY, Act, Paper, Penalty, Step
from suyuan.law.duty import MEASURES_2026, Citation
from suyuan.law.procedure import PENALTY_LAW, REVIEW_LAW


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``carried``: it looks at what the step carries, and not alone at who takes it and when."""

    code: str
    steps: frozenset[Step]
    cite: Citation
    broken: Broken
    carried: bool = False


S = Step
_ALL = frozenset(Step)
_LATER = _ALL - {S.OPEN}
_INQUIRY = frozenset({S.EVIDENCE, S.ORDER, S.EXTEND, S.RECHECK, S.PROPOSE, S.NOTIFY})
_ON_DESK = _LATER - {S.ACCEPT, S.RETURN} - OF_PARTY
# never by who investigated: nor may such a person name who investigates further, and so may not decide
_OTHERS = frozenset({S.ANNOUNCE, S.HEAR, S.DECIDE, S.WITHDRAW, S.REVIEW, S.JUDGE, S.ASSIGN, S.CLOSE})
_AFTER_THE_END = frozenset({S.ASK_REVIEW, S.REVIEW, S.SUE, S.JUDGE, S.PAY})
_ORGANS = frozenset({S.ORDER, S.RECHECK, S.PROPOSE, S.NOTIFY, S.DECIDE, S.WITHDRAW, S.CLOSE})


def _of(*steps: Step) -> frozenset[Step]:
    return frozenset(steps)


def _law(article: int, item: str = "") -> Citation:
    return Citation(PENALTY_LAW, article, item)


RULES: tuple[Rule, ...] = (
    # order of things
    Rule("case.over", _LATER - _AFTER_THE_END, _law(57), lambda file, _a, _s: file.closed is not None),
    Rule("case.opened", _of(S.OPEN), _law(54), lambda file, _a, _s: file.opened_date is not None),
    Rule("case.not_opened", _LATER, _law(54), lambda file, _a, _s: file.opened_date is None),
    Rule("case.out_of_turn", _ALL, _law(47), grounds.out_of_turn),
    Rule(
        "case.referred",
        _LATER
        - {S.ACCEPT, S.RETURN, S.RECALL}
        - OF_PARTY,  # the party's terms run on, and it is told of no referral
        Citation(MEASURES_2026, 29),
        lambda file, _a, _s: file.referral is not None,
    ),
    # who
    Rule("case.not_yours", _ON_DESK, _law(17), grounds.not_of_desk),
    Rule("case.not_yours", OF_PARTY, _law(45), grounds.party_elsewhere),
    Rule("case.not_yours", _of(S.ACCEPT, S.RETURN), Citation(MEASURES_2026, 29), grounds.not_of_target),
    Rule("case.not_officer", _INQUIRY, _law(42), lambda file, act, _s: act.account not in file.officers),
    Rule("case.few_officers", _of(S.OPEN, S.ACCEPT, S.ASSIGN), _law(42), grounds.few_officers, carried=True),
    Rule("case.same_person", _OTHERS, _law(64, "4"), grounds.is_same_person),
    Rule("case.same_person", _of(S.LEGAL_CHECK), _law(58), grounds.is_same_person),
    Rule("case.checked_it", _of(S.DECIDE), _law(58), lambda file, act, _s: act.account in file.checkers),
    Rule("case.other_department", _ORGANS, Citation(MEASURES_2026, 29), grounds.other_department),
    # the breach
    Rule(
        "case.no_such_breach", _of(S.OPEN), Citation(MEASURES_2026, 31), grounds.no_such_breach, carried=True
    ),
    Rule("case.barred", _of(S.OPEN), _law(36), grounds.barred_at_opening, carried=True),
    Rule(
        "case.no_evidence",
        _of(S.ORDER, S.PROPOSE, S.DECIDE),
        _law(46),
        lambda file, _a, _s: not file.evidence,
    ),
    Rule(
        "case.no_words",
        _ALL - {S.DELIVER, S.PAY, S.NOTIFY, S.ASK_HEARING, S.DROP_HEARING, S.AGREE, S.ACCEPT},
        _law(44),
        lambda _f, act, _s: not (act.words or act.title).strip(),
        carried=True,
    ),
    Rule("case.no_document", _of(S.EVIDENCE), _law(46), grounds.no_document, carried=True),
    Rule(
        "case.no_document",
        _of(S.DELIVER, S.STATE, S.ASK_HEARING),
        _law(61),
        grounds.earlier_unshown,
        carried=True,
    ),
    Rule(
        "case.odd_day",
        _of(S.DELIVER, S.STATE, S.ASK_HEARING, S.ASK_REVIEW),
        _law(61),
        grounds.odd_day,
        carried=True,
    ),
    # the order to correct
    Rule("case.order_stands", _of(S.ORDER), _law(28), grounds.order_stands),
    Rule("case.no_term", _of(S.ORDER, S.EXTEND), _law(28), grounds.no_term, carried=True),
    Rule("case.not_ordered", _of(S.EXTEND, S.RECHECK), _law(28), grounds.not_ordered),
    Rule("case.rechecked", _of(S.EXTEND, S.RECHECK), _law(28), grounds.rechecked),
    Rule("case.no_result", _of(S.RECHECK), _law(28), lambda _f, act, _s: act.result is None, carried=True),
    Rule("case.term_runs", _of(S.RECHECK), Citation(MEASURES_2026, 32), grounds.term_runs, carried=True),
    Rule("case.far_day", _of(S.ORDER, S.EXTEND, S.ANNOUNCE), _law(42), grounds.far_day, carried=True),
    # documents
    Rule("case.term_gone", _of(S.DELIVER), _law(28), grounds.term_gone, carried=True),
    Rule("case.nothing_to_deliver", _of(S.DELIVER), _law(61), grounds.nothing_to_deliver, carried=True),
    Rule("case.no_consent", _of(S.DELIVER), _law(61), grounds.not_consented, carried=True),
    Rule("case.delivery_unproved", _of(S.DELIVER), _law(61), grounds.delivery_unproved, carried=True),
    Rule("case.posted_undated", _of(S.DELIVER), _law(61), grounds.posted_undated, carried=True),
    # the penalty
    Rule("case.unknown_law", _of(S.PROPOSE), _law(4), grounds.unknown_law),
    Rule("case.not_ordered", _of(S.PROPOSE), Citation(MEASURES_2026, 36), grounds.not_ordered),
    Rule("case.not_refused", _of(S.PROPOSE), Citation(MEASURES_2026, 32), grounds.not_refused),
    Rule(
        "case.out_of_band",
        _of(S.PROPOSE, S.DECIDE),
        Citation(MEASURES_2026, 36),
        grounds.out_of_band,
        carried=True,
    ),
    Rule(
        "case.decided",
        _of(
            S.EVIDENCE,
            S.ORDER,
            S.EXTEND,
            S.PROPOSE,
            S.NOTIFY,
            S.STATE,
            S.ASK_HEARING,
            S.DROP_HEARING,
            S.ANNOUNCE,
            S.AGREE,
            S.HEAR,
            S.LEGAL_CHECK,
            S.DECIDE,
            S.REFER,
        ),
        _law(57),
        lambda file, _a, _s: file.decision is not None,
    ),
    Rule("case.not_proposed", _of(S.NOTIFY, S.LEGAL_CHECK), _law(44), hearings.not_proposed),
    Rule("case.not_proposed", _of(S.DECIDE), _law(44), unless_none(hearings.not_proposed)),
    Rule("case.notified", _of(S.NOTIFY), _law(44), hearings.notified),
    Rule("case.not_told", _of(S.STATE), _law(45), hearings.not_told),
    Rule("case.not_notified", _of(S.ASK_HEARING), _law(44), hearings.not_notified),
    Rule("case.not_notified", _of(S.DECIDE), _law(44), unless_none(hearings.not_notified)),
    Rule("case.hearing_late", _of(S.ASK_HEARING), _law(64, "1"), hearings.hearing_late),
    Rule("case.waived", _of(S.ASK_HEARING), _law(45), hearings.waived),
    Rule("case.hearing_asked", _of(S.ASK_HEARING), _law(64, "1"), hearings.hearing_asked),
    Rule("case.no_hearing", _of(S.DROP_HEARING, S.ANNOUNCE, S.AGREE, S.HEAR), _law(64), hearings.no_hearing),
    # a hearing is about what the party was told of, and about nothing proposed since
    Rule("case.not_notified", _of(S.ANNOUNCE, S.HEAR), _law(64, "2"), hearings.not_notified),
    Rule("case.no_hearing_day", _of(S.ANNOUNCE), _law(64, "2"), hearings.no_hearing_day, carried=True),
    Rule("case.hearing_at_rest", _of(S.ANNOUNCE), _law(64, "2"), hearings.hearing_at_rest, carried=True),
    Rule("case.not_announced", _of(S.AGREE, S.HEAR), _law(64, "2"), hearings.not_announced),
    Rule("case.other_chair", _of(S.HEAR), _law(64, "4"), hearings.other_chair),
    Rule("case.short_notice", _of(S.HEAR), _law(64, "2"), hearings.short_notice),
    Rule("case.hearing_ahead", _of(S.HEAR), _law(64, "2"), hearings.hearing_ahead),
    Rule("case.hearing_open", _of(S.DECIDE), _law(65), unless_none(hearings.hearing_open)),
    Rule(
        "case.waived_unproved",
        _of(S.STATE, S.DROP_HEARING, S.AGREE),
        _law(45),
        hearings.waived_unproved,
        carried=True,
    ),
    # what is said at the hearing is part of what is checked
    Rule("case.hearing_open", _of(S.LEGAL_CHECK), _law(58), hearings.hearing_open),
    Rule(
        "case.no_opinion", _of(S.LEGAL_CHECK), _law(58), lambda _f, act, _s: act.opinion is None, carried=True
    ),
    Rule("case.unchecked", _of(S.DECIDE), _law(58), unless_none(hearings.unchecked)),
    Rule("case.outrun", _of(S.DECIDE), _law(44), unless_none(hearings.outrun)),
    Rule("case.may_answer", _of(S.DECIDE), _law(45), unless_none(hearings.may_still_answer)),
    Rule("case.heavier", _of(S.DECIDE), _law(45), hearings.heavier, carried=True),
    Rule("case.heavier_anew", _of(S.DECIDE), _law(45), ends.heavier_anew, carried=True),
    # afterwards: what turns out to be wrong the desk puts right itself, while nobody above it has it
    Rule("case.nothing_decided", _of(S.WITHDRAW), _law(75, "2"), ends.nothing_decided),
    Rule("case.weighed", _of(S.WITHDRAW), _law(75, "2"), ends.weighed),
    Rule("case.no_document", _of(S.WITHDRAW), _law(75, "2"), grounds.no_document, carried=True),
    Rule("case.nothing_to_pay", _of(S.PAY), _law(67), ends.nothing_to_pay),
    Rule("case.no_receipt", _of(S.PAY), _law(67), ends.no_receipt, carried=True),
    Rule("case.not_decided", _of(S.ASK_REVIEW, S.SUE, S.JUDGE), Citation(REVIEW_LAW, 20), ends.not_decided),
    Rule("case.review_late", _of(S.ASK_REVIEW), Citation(REVIEW_LAW, 20), ends.review_late),
    Rule("case.no_review", _of(S.REVIEW), Citation(REVIEW_LAW, 20), ends.no_review),
    Rule(
        "case.no_document",
        _of(S.ASK_REVIEW, S.REVIEW, S.SUE, S.JUDGE),
        Citation(REVIEW_LAW, 20),
        grounds.no_document,
        carried=True,
    ),
    Rule("case.heavier", _of(S.REVIEW, S.JUDGE), Citation(REVIEW_LAW, 63), ends.review_heavier, carried=True),
    Rule(
        "case.review_open",
        _of(S.SUE, S.CLOSE),
        Citation(REVIEW_LAW, 29),
        ends.review_open,
    ),
    Rule("case.judged", _of(S.JUDGE), Citation(REVIEW_LAW, 29), ends.judged),
    Rule("case.sued", _of(S.ASK_REVIEW, S.SUE), Citation(REVIEW_LAW, 29), ends.sued),
    Rule(
        "case.suit_open",
        _of(S.CLOSE),
        Citation(REVIEW_LAW, 29),
        ends.suit_open,
    ),
    # between desks, and the end
    Rule(
        "case.refers_nowhere", _of(S.REFER), Citation(MEASURES_2026, 29), grounds.refers_nowhere, carried=True
    ),
    Rule(
        "case.not_referred",
        _of(S.ACCEPT, S.RETURN, S.RECALL),
        Citation(MEASURES_2026, 29),
        grounds.not_referred,
    ),
    Rule("case.no_end", _of(S.CLOSE), _law(57), ends.no_end, carried=True),
    Rule("case.undecided", _of(S.CLOSE), _law(57), ends.undecided, carried=True),
    Rule("case.fine_due", _of(S.CLOSE), Citation(MEASURES_2026, 36, "2"), ends.fine_is_due, carried=True),
    Rule("case.not_rechecked", _of(S.CLOSE), _law(28), ends.not_rechecked, carried=True),
    Rule("case.not_enforceable", _of(S.CLOSE), _law(72), ends.not_enforceable, carried=True),
    Rule("case.not_barred", _of(S.CLOSE), _law(36), ends.not_yet_barred, carried=True),
)


def check(file: File, act: Act, setting: Setting, rules: tuple[Rule, ...] = RULES) -> tuple[str, ...]:
    """Give the codes of the rules that a step would break, each once; none: it may be taken."""
    return tuple(dict.fromkeys(breaks(file, act, setting, rules)))


def breaks(file: File, act: Act, setting: Setting, rules: tuple[Rule, ...] = RULES) -> Iterator[str]:
    """Give the codes of the rules that a step would break, one after the other.

    A step that is the party's is judged by what the party was told: a refusal must not tell it more, and a paper of
    its own answers what has reached it, whoever enters it.
    """
    file = file.as_told if act.step in OF_PARTY else file
    return (rule.code for rule in rules if act.step in rule.steps and rule.broken(file, act, setting))


def offered(file: File, who: Act, setting: Setting) -> tuple[Step, ...]:
    """Give the steps that somebody may take now. ``who``: any step of that person, for account and desk alone."""
    return tuple(step for step in Step if not _barred_from(file, step, who, setting))


def _barred_from(file: File, step: Step, who: Act, setting: Setting) -> bool:
    """Tell whether a rule that looks at nothing carried forbids a step."""
    if who.is_of_party and step not in OF_PARTY:
        return True
    bare = Act(
        step=step,
        at=who.at,
        account=who.account,
        department=who.department,
        territory=who.territory,
        penalty=Penalty.NONE if step is Step.DECIDE else None,  # the decision that waits for least
    )
    file = file.as_told if step in OF_PARTY else file
    if step is Step.DELIVER:
        return not any(file.is_issued(each) and file.delivered(each) is None for each in Paper) or any(
            rule.broken(file, bare, setting) for rule in RULES if step in rule.steps and not rule.carried
        )
    if step is Step.CLOSE and not any(end(file) for end in ends.ENDS.values()):
        return True
    return any(rule.broken(file, bare, setting) for rule in RULES if step in rule.steps and not rule.carried)
