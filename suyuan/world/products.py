"""What the made-up factories make (虚构产品目录): battery types, their specification rows, and vehicle
models.

Parts: `BatteryType`, `BATTERY_TYPES`, `VehicleModel`, `VEHICLE_MODELS`, `composition`, `specification_rows`.

Masses are in grams, composition is a share of mass. The shares of the cells follow ordinary LFP and
NCM622 cells: cathode about two fifths of the cell; a pack's share is its cells' share thinned by housing,
to which aluminium is added.

Source: column list of the specification register (Article 9); chemistry letters of GB/T 34014-2017.

>>> BATTERY_TYPES["lfp_standard"].cells, BATTERY_TYPES["lfp_cell_to_pack"].modules
(128, 0)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

_CELL_SHARES = {
    "B": {"Li": 0.017, "Fe": 0.133, "P": 0.075, "Cu": 0.08, "Al": 0.06, "C": 0.18},
    "E": {"Li": 0.029, "Ni": 0.145, "Co": 0.048, "Mn": 0.045, "Cu": 0.08, "Al": 0.06, "C": 0.17},
}
_CELL_VOLTAGE_MV = {"B": 3200, "E": 3650}
_HOUSING_ALUMINIUM = 0.6


@dataclass(frozen=True, slots=True)
class BatteryType:
    """A kind of pack: whose (three-character prefix), of what, how built; `modules` is 0 for cells
    straight in the pack.
    """

    maker: str
    chemistry: str
    spec: str
    modules: int
    cells: int
    capacity_mah: int
    cell_g: int
    module_frame_g: int = 1500
    pack_frame_g: int = 60000
    shape: str = "prismatic"

    def prefix(self, kind: str) -> str:
        """The first seven characters of this type's pack (P), module (M) or cell (C) codes."""
        return f"{self.maker}{kind}{self.chemistry}{self.spec}"

    def mass_g(self, kind: str) -> int:
        """Nominal mass of a pack, module or cell in grams."""
        if kind == "C":
            return self.cell_g
        if kind == "M":
            return self.module_cells * self.cell_g + self.module_frame_g
        return self.cells * self.cell_g + self.modules * self.module_frame_g + self.pack_frame_g

    @property
    def module_cells(self) -> int:
        """Cells in one module; 0 without modules."""
        return self.cells // self.modules if self.modules else 0


BATTERY_TYPES: dict[str, BatteryType] = {
    "lfp_standard": BatteryType("9Z1", "B", "11", 8, 128, 150_000, 2000),
    "lfp_cell_to_pack": BatteryType("9Z1", "B", "12", 0, 112, 173_000, 2300, 0, 45000),
    "ncm_standard": BatteryType("9Z2", "E", "21", 8, 128, 117_000, 1750),
    "ncm_swap": BatteryType("9Z2", "E", "22", 8, 128, 140_000, 1900),
    "lfp_small": BatteryType("9Z3", "B", "31", 4, 24, 100_000, 1900, 900, 22000),
    "lfp_bus": BatteryType("9Z4", "B", "41", 8, 128, 228_000, 4100, 2500, 80000),
    "lfp_swap": BatteryType("9Z4", "B", "42", 8, 128, 160_000, 2100),
    "lfp_unfiled": BatteryType("9Z5", "B", "51", 8, 128, 155_000, 2050),
    "ncm_imported": BatteryType("9Z6", "E", "61", 8, 128, 120_000, 1800),
}


@dataclass(frozen=True, slots=True)
class VehicleModel:
    """A vehicle model of the maker with this WMI; `share` is its part of the whole fleet, `packs` per
    vehicle.
    """

    wmi: str
    model: str
    name: str
    brand: str
    vehicle_type: str
    battery: str
    share: float
    approved_date: str
    packs: int = 1
    swap: bool = False

    @property
    def descriptor(self) -> str:
        """Characters 4 to 8 of this model's VINs."""
        return (
            (self.model.replace("-", "") + "00000")[2:7].replace("O", "0").replace("I", "1").replace("Q", "0")
        )


_CAR, _BUS, _VAN = "纯电动轿车", "纯电动城市客车", "纯电动厢式运输车"
VEHICLE_MODELS: tuple[VehicleModel, ...] = (
    VehicleModel("LS5", "TH7000BEV-A", "桃源一号", "桃花源", _CAR, "lfp_standard", 0.14, "2021-10-12"),
    VehicleModel("LS5", "TH7100BEV-C", "桃源二号", "桃花源", _CAR, "lfp_cell_to_pack", 0.09, "2023-02-20"),
    VehicleModel("LPA", "DG7200BEV-N", "大观甲", "大观园", _CAR, "ncm_standard", 0.15, "2021-11-05"),
    VehicleModel("LWV", "HG7030BEV-S", "花果微型车", "花果山", _CAR, "lfp_small", 0.10, "2022-03-15"),
    VehicleModel("LWV", "HG7060BEV-L", "花果轿车", "花果山", _CAR, "lfp_standard", 0.05, "2024-01-16"),
    VehicleModel("LSY", "SL6120BEV-G", "水帘客车", "水帘洞", _BUS, "lfp_bus", 0.04, "2021-12-08", packs=2),
    VehicleModel("LSY", "SL5040BEV-X", "水帘物流车", "水帘洞", _VAN, "lfp_standard", 0.06, "2022-08-10"),
    VehicleModel("L0A", "GH7300BEV-W", "广寒换电型", "广寒", _CAR, "ncm_swap", 0.05, "2023-05-18", swap=True),
    VehicleModel("L0A", "GH7310BEV-B", "广寒长续航", "广寒", _CAR, "ncm_standard", 0.10, "2022-05-23"),
    VehicleModel("L0B", "JZ7400BEV-A", "君子轿车", "君子国", _CAR, "lfp_unfiled", 0.09, "2022-06-14"),
    VehicleModel(
        "L0B", "JZ7410BEV-W", "君子换电型", "君子国", _CAR, "lfp_swap", 0.04, "2023-09-21", swap=True
    ),
    VehicleModel("W0Z", "YC-E3", "瑶池进口轿车", "瑶池", _CAR, "ncm_imported", 0.05, "2022-09-06"),
    VehicleModel(
        "S0Z", "FH-S5", "方壶进口越野车", "方壶", "纯电动多用途乘用车", "ncm_imported", 0.04, "2023-11-13"
    ),
)


@cache
def composition(battery: BatteryType, kind: str) -> dict[str, float]:
    """Elements of a pack, module or cell as shares of its mass, rounded to four places."""
    cells = {"P": battery.cells, "M": battery.module_cells, "C": 1}[kind]
    whole = battery.mass_g(kind)
    cell_part = cells * battery.cell_g / whole
    shares = {element: share * cell_part for element, share in _CELL_SHARES[battery.chemistry].items()}
    shares["Al"] += (1 - cell_part) * _HOUSING_ALUMINIUM
    return {element: round(share, 4) for element, share in shares.items()}


def specification_rows(battery: BatteryType) -> Iterator[dict[str, Any]]:
    """The rows of a specification filing (9.1) for the pack, module and cell of one type."""
    for kind in ("P", "M", "C") if battery.modules else ("P", "C"):
        series = {"P": battery.cells, "M": battery.module_cells, "C": 1}[kind]
        yield {
            "prefix": battery.prefix(kind),
            "kind": kind,
            "chemistry": battery.chemistry,
            "nominal_capacity_mah": battery.capacity_mah,
            "nominal_voltage_mv": _CELL_VOLTAGE_MV[battery.chemistry] * series,
            "mass_g": battery.mass_g(kind),
            "composition": composition(battery, kind),
            "shape": battery.shape,
            "series": series,
            "parallel": 1,
        }
