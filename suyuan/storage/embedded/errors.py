"""内置数据库的错误 — the one error of the embedded server; it says what to do, in both languages."""


class EmbeddedError(RuntimeError):
    """The embedded PostgreSQL cannot be used; ``zh`` and ``en`` say why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        """Print both texts, English first, for a terminal that may lack Chinese type."""
        super().__init__(f"{en}\n{zh}")
        self.zh = zh
        self.en = en
