"""编码释读 — a battery code segment by segment, or why a text is none and what it may have been.

>>> read("04QCB76836300JBC40000903").segments[0].text
'04Q'
>>> read("A765101015").fault_zh
'长度应为24位(梯级利用产品19位),实为10位'
"""

from dataclasses import dataclass

from suyuan.codes import battery, label
from suyuan.codes.fault import CodeFault
from suyuan.codes.letters import Meaning

MOST_HINTS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a code says by itself; with a fault, what is wrong with it and what it may have been."""

    text: str
    segments: tuple[battery.Segment, ...] = ()
    remarks: tuple[Meaning, ...] = ()
    fault_zh: str = ""
    fault_en: str = ""
    readings: tuple[str, ...] = ()
    hints: tuple[label.Hint, ...] = ()

    @property
    def is_code(self) -> bool:
        """Tell whether the text is a battery code."""
        return bool(self.segments)


def read(text: str) -> Identity:
    """Read a code, as printed."""
    readings = tuple(str(each) for each in label.readings(text))
    if halves := battery.unswapped(battery.compact(text)):
        readings = ("".join(halves), *readings)
    hints = tuple(label.lookalikes(text))[:MOST_HINTS]
    try:
        code = battery.parse(text)
    except CodeFault as fault:
        return Identity(text=text, fault_zh=fault.zh, fault_en=fault.en, readings=readings, hints=hints)
    remarks = tuple(battery.REMARK_TEXTS[remark] for remark in code.remarks)
    return Identity(
        text=str(code.text), segments=code.segments, remarks=remarks, readings=readings, hints=hints
    )
