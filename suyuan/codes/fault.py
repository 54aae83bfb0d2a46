"""Fault in an identifier (编码错误): what is wrong, where, in both languages.

Parts of a fault: the standard it is measured against, a short stable reason (the rule catalogue adds its
texts under ``<standard>.<reason>``), the 1-based positions it concerns, and one sentence in Chinese and in
English.

>>> raise CodeFault("vin", "length", zh="长度应为17位", en="17 characters are needed", text="ABC")
Traceback (most recent call last):
    ...
suyuan.codes.fault.CodeFault: 17 characters are needed
"""

from __future__ import annotations


class CodeFault(ValueError):
    """A text is not a code of its standard; the person who sent it can mend it."""

    def __init__(
        self,
        standard: str,
        reason: str,
        *,
        zh: str,
        en: str,
        text: str,
        start: int | None = None,
        end: int | None = None,
    ) -> None:
        """``start`` and ``end`` are 1-based and inclusive, None for the whole text."""
        super().__init__(en)
        self.standard = standard
        self.reason = reason
        self.zh = zh
        self.en = en
        self.text = text
        self.start = start
        self.end = end
