"""条款的写法 — how an official document names a provision: 第三十六条第一款, Article 36, paragraph 1.

    numeral()     1 to 99 in Chinese
    cited()       one provision in full, in a language
    provisions()  several, each behind the name of its law

On pages ``Citation.text`` is shorter. A document that is served must tell a paragraph (款) from an item (项): the
numbered items of Articles 14, 15, 24, 27 and 32 are items; what we number in Articles 13, 17 and 36 are paragraphs
(Article 33 refers to 13(2); 17 and 36 have two each in the text that we have).

Source: Articles 13 to 36 of the Measures; Administrative Penalty Law (2021 revision), of which 64 has items.

>>> cited(Citation(MEASURES_2026, 36, "1"), "zh-Hans"), cited(Citation(MEASURES_2026, 24, "3"), "zh-Hans")
('第三十六条第一款', '第二十四条第三项')
>>> cited(Citation(MEASURES_2026, 36, "1"), "en"), cited(Citation(MEASURES_2026, 24, "3"), "en")
('Article 36, paragraph 1', 'Article 24(3)')
"""

from collections.abc import Iterable

from suyuan.law.duty import MEASURES_2026, Citation, Text
from suyuan.law.procedure import LAW_TEXT

PARAGRAPHS = frozenset({13, 17, 36})  # of the Measures: articles whose parts are paragraphs, not items
TITLES = LAW_TEXT | {
    MEASURES_2026: Text(
        "《新能源汽车废旧动力电池回收和综合利用管理暂行办法》", "Measures of MIIT Order 73 (2025), "
    )
}
PLAIN = "〇一二三四五六七八九"


def numeral(number: int) -> str:
    """Give a number from 1 to 99 in Chinese: 十, 十一, 二十, 三十一."""
    tens, ones = divmod(number, 10)
    return (PLAIN[tens] if tens > 1 else "") + ("十" if tens else "") + (PLAIN[ones] if ones else "")


def cited(cite: Citation, language: str) -> str:
    """Name a provision as documents do, without its instrument; where it has no article, the instrument."""
    is_paragraph = cite.instrument == MEASURES_2026 and cite.article in PARAGRAPHS
    if not cite.article or (cite.item and not cite.item.isdecimal()):
        return cite.text.get(language)
    if language.lower().startswith("zh"):
        part = f"第{numeral(int(cite.item))}{'款' if is_paragraph else '项'}" if cite.item else ""
        return f"第{numeral(cite.article)}条{part}"
    return f"Article {cite.article}, paragraph {cite.item}" if cite.item and is_paragraph else cite.text.en


def provisions(cites: Iterable[Citation], language: str) -> str:
    """Name provisions, those of one law behind its name. Raises KeyError for a law without a title here.

    >>> from suyuan.law.procedure import PENALTY_LAW
    >>> provisions([Citation(MEASURES_2026, 36, "1"), Citation(PENALTY_LAW, 28), Citation(PENALTY_LAW, 64, "2")], "en")
    'Measures of MIIT Order 73 (2025), Article 36, paragraph 1; Administrative Penalty Law, Article 28, Article 64(2)'
    """
    laws: dict[str, list[str]] = {}
    for cite in cites:
        name = TITLES[cite.instrument].get(language)
        laws.setdefault(name, []).append(cited(cite, language))
    between, after = ("、", "，") if language.lower().startswith("zh") else (", ", "; ")
    return after.join(f"{name}{between.join(each)}" for name, each in laws.items())
