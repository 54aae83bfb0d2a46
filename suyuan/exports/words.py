"""大写 — days and amounts as official documents write them, beside their figures.

    day_in_words      2026-04-01 -> 二〇二六年四月一日
    amount_in_words   fen -> 人民币壹万零叁拾元伍角

The characters of amounts and the use of 零 and 整 follow the rules for filling in negotiable instruments.

Source: Rules for Payment and Settlement, annex 1 (正确填写票据和结算凭证的基本规定); GB/T 15835-2011 for days.

>>> day_in_words(date(2026, 10, 20))
'二〇二六年十月二十日'
>>> amount_in_words(1_000_000), amount_in_words(10_000_050)
('人民币壹万元整', '人民币壹拾万元零伍角')
"""

from datetime import date

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_DAYS = "〇一二三四五六七八九"
_MOST = 10**16 * 100
_TEN = 10
_FULL = 1_000  # below, a group of four digits begins with noughts


def day_in_words(day: date) -> str:
    """Write a day in Chinese characters."""
    year = "".join(_DAYS[int(digit)] for digit in f"{day.year:04d}")
    return f"{year}年{_up_to_99(day.month)}月{_up_to_99(day.day)}日"


def _up_to_99(number: int) -> str:
    tens, ones = divmod(number, _TEN)
    if not tens:
        return _DAYS[ones]
    return ("" if tens == 1 else _DAYS[tens]) + "十" + (_DAYS[ones] if ones else "")


def amount_in_words(fen: int) -> str:
    """Write an amount in capitals. Raises ValueError for less than nothing and from 10^16 yuan on."""
    if not 0 <= fen < _MOST:
        raise ValueError(fen)
    yuan, rest = divmod(fen, 100)
    jiao, cent = divmod(rest, _TEN)
    words = _yuan(yuan) + "元" if yuan else ""
    if jiao:
        # 零 stands before the jiao where the yuan end in nothing
        words += ("零" if yuan and yuan % _TEN == 0 else "") + _DIGITS[jiao] + "角"
    if cent:
        words += ("零" if not jiao and words else "") + _DIGITS[cent] + "分"
    return "人民币" + (words or "零元") + ("" if rest % _TEN else "整" if not jiao else "")


def _yuan(number: int) -> str:
    """Write a whole number: groups of four digits, with one 零 for any run of noughts between two digits."""
    words, gap = "", False
    for place in reversed(range(len(_GROUPS))):
        group = number // 10_000**place % 10_000
        if not group:
            gap = bool(words)
            continue
        written = _group(group)
        words += ("零" if words and (gap or group < _FULL) else "") + written + _GROUPS[place]
        gap = False
    return words


def _group(group: int) -> str:
    """Write up to four digits without leading or trailing noughts."""
    words, gap = "", False
    for place in reversed(range(len(_PLACES))):
        digit = group // _TEN**place % _TEN
        if not digit:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return words
