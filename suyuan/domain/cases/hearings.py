"""听取意见 — when a rule is broken of how a party is told, heard, and its case checked before it is decided."""

from suyuan.domain.cases.clocks import answer_by
from suyuan.domain.cases.file import File
from suyuan.domain.cases.grounds import Setting
from suyuan.domain.cases.steps import Act, Opinion, Paper, Penalty, Step
from suyuan.law.procedure import TermId, ends


def not_proposed(file: File, _act: Act, _: Setting) -> bool:
    """No penalty is proposed."""
    return file.proposal is None


def notified(file: File, _act: Act, _: Setting) -> bool:
    """The party was notified of this very proposal."""
    return file.proposal is not None and file.proposal.is_notified


def not_notified(file: File, _act: Act, _: Setting) -> bool:
    """The notice of the proposal has not reached the party."""
    return file.proposal is None or file.proposal.delivered_date is None


def not_told(file: File, _act: Act, _: Setting) -> bool:
    """No document has reached the party: it does not know of the case."""
    return not any(file.delivered(paper) for paper in Paper)


def hearing_late(file: File, act: Act, setting: Setting) -> bool:
    """The term to ask for a hearing was over when the party asked."""
    last = answer_by(file, setting.calendar)
    return last is not None and act.happened > last


def waived(file: File, _act: Act, _: Setting) -> bool:
    """The party has said that it has nothing more to state and asks for no hearing: a decision may rest on that."""
    return file.proposal is not None and file.proposal.is_waived


def hearing_asked(file: File, _act: Act, _: Setting) -> bool:
    """A hearing was asked for."""
    return file.proposal is not None and file.proposal.hearing_asked


def no_hearing(file: File, _act: Act, _: Setting) -> bool:
    """No hearing waits to be held."""
    return file.proposal is None or not file.proposal.hearing_asked or file.proposal.hearing_held


def no_hearing_day(_file: File, act: Act, _: Setting) -> bool:
    """It is announced for no day, or for none that lies ahead."""
    return act.hearing_date is None or act.hearing_date <= act.day


def hearing_at_rest(_file: File, act: Act, setting: Setting) -> bool:
    """It is announced for a day on which offices do not work."""
    return act.hearing_date is not None and not setting.calendar.holidays.is_working(act.hearing_date)


def not_announced(file: File, _act: Act, _: Setting) -> bool:
    """No notice of the hearing has reached the party."""
    return file.delivered(Paper.HEARING) is None


def other_chair(file: File, act: Act, _: Setting) -> bool:
    """Somebody else was announced to chair it: the party could ask for another chair, and is told of a new one."""
    hearing = file.proposal.hearing if file.proposal else None
    return hearing is not None and act.account != hearing.chair


def hearing_ahead(file: File, act: Act, _: Setting) -> bool:
    """The day for which the hearing was announced has not come."""
    hearing = file.proposal.hearing if file.proposal else None
    return hearing is not None and act.day < hearing.due_date


def short_notice(file: File, _act: Act, setting: Setting) -> bool:
    """The notice came too late before the day that it names, and the party did not agree to that."""
    hearing = file.proposal.hearing if file.proposal else None
    if hearing is None or hearing.delivered_date is None or hearing.is_agreed:
        return False
    return ends(TermId.ANNOUNCE, hearing.delivered_date, setting.calendar) >= hearing.due_date


def hearing_open(file: File, _act: Act, _: Setting) -> bool:
    """A hearing that was asked for was not held."""
    return file.proposal is not None and file.proposal.hearing_asked and not file.proposal.hearing_held


def unchecked(file: File, _act: Act, _: Setting) -> bool:
    """It takes a legal check, after a hearing, by its weight or once objected to, and none passed of what there is."""
    return file.needs_check and (file.proposal is None or file.proposal.opinion is not Opinion.PASSED)


def outrun(file: File, _act: Act, _: Setting) -> bool:
    """Evidence came in after the notice that the party does not know: it takes a fresh notice."""
    return file.proposal is not None and file.proposal.is_outrun


def may_still_answer(file: File, act: Act, setting: Setting) -> bool:
    """The party may still state its case: its term runs, it did not waive it, and it was not heard."""
    last = answer_by(file, setting.calendar)
    if last is None or file.proposal is None or file.proposal.is_waived or file.proposal.hearing_held:
        return False
    return act.day <= last


def waived_unproved(_file: File, act: Act, _: Setting) -> bool:
    """An officer enters that the party gives up time or a hearing, and no paper of the party says so."""
    gives_up = act.step in {Step.AGREE, Step.DROP_HEARING} or act.waives
    return gives_up and not act.is_of_party and not act.sha256


def heavier(file: File, act: Act, _: Setting) -> bool:
    """Heavier than the party was told: a fine instead of a warning, or a higher one."""
    if file.proposal is None or act.penalty is not Penalty.FINE:
        return False
    return file.proposal.penalty is not Penalty.FINE or act.fine_fen > file.proposal.fine_fen
