"""统计线索的解释选项 — what the text leaves open about findings that rest on numbers: serial numbers, missing returns.

The same kind of entries as ``law.open_questions``; ``law.policies`` joins them and holds the answers in use.

Source: Articles 9, 10 and 24(4) of the Measures; GB/T 34014-2017.
"""

from suyuan.law.duty import Text
from suyuan.law.open_questions import Policy

PATTERNS = (
    Policy(
        id="rhythm_codes",
        question=Text(
            "生产企业至少报送同一产品同一日多少只，才可据以判断序列号？",
            "Of how many packs of a product and day must the maker have filed the codes before others are judged?",
        ),
        reason=Text(
            "法律没有规定；少于二十只时，只报送一部分的企业与伪造的编码分不开。",
            "The law sets none; below twenty, a maker that filed a part cannot be told from an invented code.",
        ),
        default=20,
        low=10,
        high=100_000,
        acts=("serial_rhythm",),
    ),
    Policy(
        id="rhythm_margin",
        question=Text(
            "序列号离生产企业已报送的多远，算是脱离其节奏？",
            "How far from those that the maker filed does a serial number fall out of their rhythm?",
        ),
        reason=Text(
            "法律没有规定；一条产线一日产不出一万只电池包，而七位序列号有一千万个，随意编造的百分之九十九以上更远。"
            "已报送的跨度更大的，以该跨度为准。",
            "The law sets none; no line turns out ten thousand packs a day, and of the ten million serial numbers more "
            "than 99 % lie further off. Where those on file span more, the span counts.",
        ),
        default=10_000,
        low=100,
        high=5_000_000,
        acts=("serial_rhythm",),
    ),
    Policy(
        id="rhythm_days",
        question=Text(
            "编码首次被他人报送后多少日才作判断？",
            "How many days after another first named a code is its serial number judged?",
        ),
        reason=Text(
            "法律没有规定生产信息的报送期限；三十日长于合格证信息的期限（二十日），企业自己的材料可能还在路上。",
            "The law sets no time for what is produced; thirty days exceed the twenty for a vehicle's codes: the "
            "maker's own file may be on its way.",
        ),
        default=30,
        low=0,
        high=365,
        acts=("serial_rhythm",),
    ),
    Policy(
        id="silent_swap_months",
        question=Text(
            "换电企业连续多少个月没有月报，算中断？",
            "For how many months in a row must a swap operator's return be missing to be noticed?",
        ),
        reason=Text(
            "法律没有规定；当月未换电的不需月报，一两个月可能是停业检修，三个月而车辆仍在使用则需要说明。",
            "The law sets none; a month without swaps needs no return, and one or two may be a closure. Three, with "
            "the vehicles still on the road, want an explanation.",
        ),
        default=3,
        low=2,
        high=24,
        acts=("silent_swap_operator",),
    ),
)
