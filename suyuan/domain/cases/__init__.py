"""案件 — an enforcement case: an append-only list of steps, folded into a file, and what may be done next.

    steps   the steps of a case, what each carries, and its words
    papers  what was drawn up, and how far it has reached the party
    file    the file as its steps have left it
    rules   what each step asks, one rule each; which steps somebody may take now
    clocks  which terms run, and until when

Source: Articles 27 to 38 of the Measures; Administrative Penalty Law (2021 revision).
"""

from suyuan.domain.cases.clocks import Clock, running
from suyuan.domain.cases.file import EMPTY, File, Stage, fold, is_open_to_party
from suyuan.domain.cases.grounds import Setting
from suyuan.domain.cases.rules import RULES, breaks, check, offered
from suyuan.domain.cases.steps import Act, Opinion, Paper, Penalty, Reason, Result, Step, Way

__all__ = [
    "EMPTY",
    "RULES",
    "Act",
    "Clock",
    "File",
    "Opinion",
    "Paper",
    "Penalty",
    "Reason",
    "Result",
    "Setting",
    "Stage",
    "Step",
    "Way",
    "breaks",
    "check",
    "fold",
    "is_open_to_party",
    "offered",
    "running",
]
