"""告知核对 — a filing that a user was told names one of the firm's own notices.

    check()   acts of 15.3.b -> faults: numbers that are no notice of the filer's

Source: Article 15(3) of the Measures.
"""

from typing import Any

import numpy as np
from psycopg import Cursor

from suyuan.domain.facts import Acts
from suyuan.domain.row_checks import FailedRows
from suyuan.law.duty import SubjectKind
from suyuan.storage import notices as store


def check(cursor: Cursor[Any], acts: Acts, failed: FailedRows) -> None:
    """Refuse numbers that no notice of the filer's has: another firm's is as unknown as one that is misspelt."""
    if acts.duty.subject_kind is not SubjectKind.NOTICE:
        return
    texts = acts.field("notice_no").raw.spread().to_list()
    rows, parties = acts.row.tolist(), acts.party.tolist()
    known = store.known(cursor, {texts[row] for row in rows})
    strange = [row for row, party in zip(rows, parties, strict=True) if (party, texts[row]) not in known]
    failed.add_rows(np.array(strange, np.int64), "notice.unknown", "notice_no")
