"""案件清单 — ten thousand open cases at one desk: listed, filtered, paged, as a page in the browser's hands."""
# ruff: noqa: PLC0415 - what needs Django is imported when Django is set up

from time import perf_counter, time

import numpy as np

from bench.figures import Scale
from bench.ground import Ground
from bench.measure import Figure, figure_of, say

COUNT = 10_000
ROUNDS = 25
ASKED = ("", "stage=refused", "late=1", "stage=open&cursor=GX43-2026-05000", "party=91999999AY10000019")
FILL = """
WITH made AS (
    INSERT INTO case_file (case_no, role, violation, department, territory, opened_date, stage, next_date, party_id)
    SELECT 'GX43-2026-' || lpad(n::text, 5, '0'), 'recycler', (ARRAY['32.4', '36.1', '38'])[1 + n %% 3], 'industry',
           (ARRAY['43', '4301', '430104'])[1 + n %% 3], date '2026-04-01' + n %% 200,
           (ARRAY['open', 'ordered', 'correcting', 'refused', 'proposed'])[1 + n %% 5],
           date '2026-06-01' + n %% 300, %(party)s
    FROM generate_series(1, %(count)s) AS n RETURNING id, department, territory)
INSERT INTO case_desk (case_id, department, territory, since_at) SELECT id, department, territory, now() FROM made
"""


def run(ground: Ground, scale: Scale) -> list[Figure]:
    """Measure ``cases_ms``: the slowest kind of question, 95th of 100."""
    del scale
    from django.contrib.auth import get_user_model
    from django.test import Client

    from suyuan.storage import accounts

    with ground.connect() as own:
        own.execute("DELETE FROM case_desk")
        own.execute("DELETE FROM case_file")
        own.execute(FILL, {"party": ground.viewer.party_id, "count": COUNT})
        own.execute("ANALYZE case_file, case_desk")
    official = accounts.create_stretched(
        username="bench-desk", stretched="!", kind="inspector", party_id=None, territory="43"
    )
    with ground.connect() as own:  # who holds a post signs in with a second factor
        factor = own.execute(
            "INSERT INTO mfa_authenticator (user_id, type, data, created_at) VALUES (%s, 'totp', '{}', now())"
            " RETURNING id",
            (official.user_id,),
        ).fetchone()
    client = Client()
    client.force_login(get_user_model().objects.get(pk=official.user_id))
    session = client.session  # in which the factor was shown
    session["account_authentication_methods"] = [{"method": "mfa", "at": time(), "id": factor and factor[0]}]
    session["account_authentication_methods_user"] = str(official.user_id)
    session.save()
    slowest: list[float] = []
    for query in ASKED:
        took = []
        for _ in range(ROUNDS):
            began = perf_counter()
            answer = client.get(f"/cases?{query}")
            took.append((perf_counter() - began) * 1000)
            assert answer.status_code == 200, (answer.status_code, answer.headers)
        worst = float(np.percentile(took[2:], 95))
        say(f"  /cases?{query}: {np.median(took):.1f} ms, 95th {worst:.1f}")
        slowest.append(worst)
    with ground.connect() as own:
        own.execute("DELETE FROM case_desk")
        own.execute("DELETE FROM case_file")
    what = f"list of {COUNT:,} open cases of a province's desk, 95th of 100 of the slowest question"
    return [figure_of([max(slowest)], name="cases_ms", what=what, unit="ms", goal=200, lower=True)]
