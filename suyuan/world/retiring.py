"""What the made-up makers say of the end of their batteries (虚构的建议报废条件), so that a visitor finds notices.

>>> sorted(len(rows) for rows in conditions().values())[-1] >= 1
True
"""

from suyuan.world.coding import credit_code
from suyuan.world.firms import FIRMS
from suyuan.world.products import VEHICLE_MODELS

_ROLES = frozenset({"vehicle_maker", "vehicle_importer"})
_FROM = "2026-04-01"
_MONTHS = 48  # early, so that the oldest vehicles of the world have come so far


def conditions() -> dict[str, list[dict[str, object]]]:
    """Give the rows of 15.3.a by the credit code of who files them: every model of every vehicle maker."""
    makers = {firm.wmi: credit_code(firm.number) for firm in FIRMS if firm.role in _ROLES}
    found: dict[str, list[dict[str, object]]] = {}
    for model in VEHICLE_MODELS:
        row: dict[str, object] = {
            "vehicle_model": model.model,
            "from_date": _FROM,
            "soh_below_percent": 70,
            "months_over": _MONTHS,
            "mileage_over_km": 400_000,
            "procedure_zh": "致电客服预约就近网点，出示告知书编号；网点免费拆下电池并出具回收凭证（演示）。",
            "procedure_en": "Call us to book the nearest outlet and show the number of the notice; the outlet takes "
            "the battery out at no charge and gives you a receipt (demonstration).",
            "contact": "400-000-0000",
        }
        found.setdefault(makers[model.wmi], []).append(row)
    return found
