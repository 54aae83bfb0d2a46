"""到期清查 — overdue clocks among five million obligations, 98 % of them met: the product's own nightly statement."""
# ruff: noqa: PLC0415 - what needs Django is imported when Django is set up

from datetime import timedelta
from time import perf_counter

from bench.figures import Scale
from bench.ground import Ground
from bench.measure import Figure, figure_of, say

# Forty parties, two duties, two years of due days; every fiftieth clock is unmet.
FILL = """
INSERT INTO obligation (party_id, duty, subject, cause_date, subject_kind, subject_id, opened_date, due_date,
                        met_date, opened_filing, met_filing, recorded_at)
SELECT 1 + n / {share}, 4 + n %% 2, lpad(to_hex(n), 32, '0')::uuid, day - 20, 'vehicle',
       'LY00000A' || lpad(n::text, 9, '0'), day - 20, day, CASE WHEN n * 2654435761 %% 50 <> 0 THEN day - 3 END,
       lpad(to_hex(n / 100), 32, '0')::uuid,
       CASE WHEN n * 2654435761 %% 50 <> 0 THEN lpad(to_hex(n / 100), 32, '0')::uuid END, now()
FROM (SELECT n, %(today)s::date - 700 + (n * 40503 %% 730)::int AS day
      FROM generate_series(0::bigint, {count} - 1) n) AS made
"""


def run(ground: Ground, scale: Scale) -> list[Figure]:
    """Measure ``sweep_5m_ms``."""
    from suyuan.storage.obligations import SQL

    ground.clear()
    with ground.connect() as connection:
        began = perf_counter()
        statement = FILL.format(count=scale.obligations, share=scale.obligations // 40)
        connection.execute(statement, {"today": ground.today})
        connection.execute("VACUUM ANALYZE obligation")
        say(f"  {scale.obligations} obligations made in {perf_counter() - began:.0f} s")
        took, found = [], 0
        for number in range(scale.sweeps + 1):
            began = perf_counter()
            rows = connection.execute(SQL["sweep"], {"today": ground.today}).fetchall()
            if number:  # the first one warms
                took.append((perf_counter() - began) * 1000)
            found = sum(row[2] for row in rows)
    yesterday = ground.today - timedelta(days=1)
    counted = f"SELECT count(*) FROM obligation WHERE met_date IS NULL AND due_date <= '{yesterday}'"
    assert found == ground.one(counted)
    unmet = ground.one("SELECT count(*) FROM obligation WHERE met_date IS NULL")
    assert 0.015 < unmet / scale.obligations < 0.025
    ground.clear()
    what = f"overdue sweep over {scale.obligations:,} obligations, {unmet:,} unmet, {found:,} overdue"
    return [figure_of(took, name="sweep_5m_ms", what=what, unit="ms", goal=100, lower=True)]
