"""各项指标 — one module per figure: ``run(ground, scale) -> its figures``, in the order of the table."""
# ruff: noqa: PLC0415 - what needs Django is imported when Django is set up

from collections.abc import Callable
from dataclasses import dataclass, replace

from bench.ground import Ground
from bench.measure import Figure

__all__ = ["QUICK", "Run", "Scale", "registry", "replace"]


@dataclass(frozen=True)
class Scale:
    """How large and how often: the full form, and a quick one for every change."""

    rounds: int = 3
    vehicles: int = 7_300  # × 137 codes = one million
    posts: int = 2_000  # of ours in one half
    peer_posts: int = 400  # of the peer's in one half
    sheet_rows: int = 100_000
    sheet_mistakes: int = 801
    traces: int = 1_000  # in one half
    pages: int = 4_000  # in one half
    obligations: int = 5_000_000
    sweeps: int = 7
    worlds: int = 4
    world_vehicles: int = 1_500
    closed_packs: int = 100_000
    day_certificates: int = 45_000
    day_handovers: int = 10_000
    matched_packs: int = 5_000_000
    leaves_per_s: int = 2_000
    leaf_seconds: int = 60
    audited: int = 5_000_000
    audit_mb: int = 500


QUICK = Scale(
    rounds=2,
    vehicles=2_200,
    posts=600,
    peer_posts=100,
    traces=300,
    pages=1_200,
    obligations=1_000_000,
    worlds=1,
    world_vehicles=600,
    closed_packs=20_000,
    day_certificates=9_000,
    day_handovers=2_000,
    matched_packs=200_000,
    leaf_seconds=10,
    audited=300_000,
)

Run = Callable[[Ground, Scale], list[Figure]]


def registry() -> dict[str, Run]:
    """Give every figure by its id (a figure that yields several goes by its first)."""
    from bench.figures import (
        bulk,
        cases,
        custody,
        ledger,
        matching,
        outlets,
        pages,
        posts,
        rematching,
        sweep,
        traces,
        workbook,
    )

    return {
        "csv_vs_copy": bulk.run,
        "post_vs_fastapi": posts.run,
        "xlsx_100k_s": workbook.run,
        "trace_vs_recursive": traces.run,
        "page_vs_static": pages.run,
        "sweep_5m_ms": sweep.run,
        "custody_recall_exact": custody.run,
        "match_day_s": matching.run,
        "match_5m_s": rematching.run,
        "ledger_leaves_per_s": ledger.run,
        "outlets_ms": outlets.run,
        "cases_ms": cases.run,
    }
