"""识别格式 — what kind of file this is: its first bytes decide, then the content type, then the name.

Bytes cannot lie about a workbook or a Parquet file; between the text formats JSON begins with a bracket, and
everything else is separated text.

    sniff  (first bytes, name, content type) -> format, or the refusal of a format that is not read
"""

from suyuan.intake.media import FORMAT_OF, Format
from suyuan.intake.refusal import refuse

FORMATS: tuple[Format, ...] = ("csv", "ndjson", "json", "xlsx", "parquet")
ALIASES: dict[str, Format] = {"jsonl": "ndjson", "tsv": "csv", "txt": "csv", "pq": "parquet"}

UTF8_MARK = b"\xef\xbb\xbf"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# UTF-16 name of the stream in which Office keeps an encrypted workbook inside an OLE container.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
REFUSED_HEADS = (
    (b"%PDF", "PDF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bzip2"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
)


def sniff(content: bytes, *, name: str = "", content_type: str | None = None) -> Format:
    """Tell the format of a file. Raises Unreadable for empty files and for formats that are not read."""
    head = content[:512]
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if head.startswith(b"PAR1"):
        return "parquet"
    _refuse_foreign(content, head)
    text = head.removeprefix(UTF8_MARK).lstrip()
    if not text:
        raise refuse("file.empty")
    if text.startswith(b"["):
        return "json"
    if text.startswith(b"{"):
        return "ndjson"
    declared = _declared(name, content_type)
    # A workbook or Parquet file begins with its mark: without it, whatever the name says, it is none.
    if declared in {"xlsx", "parquet"}:
        raise refuse("file.damaged", name[:80], reason="no mark of its format")
    # What was declared as JSON and does not begin like it is broken JSON, not separated text.
    return declared if declared in {"json", "ndjson"} else "csv"


def _refuse_foreign(content: bytes, head: bytes) -> None:
    """Raise Unreadable for what is certainly no format of ours."""
    if not content:
        raise refuse("file.empty")
    if head.startswith(OLE):
        raise refuse("file.encrypted" if ENCRYPTED in content[: 1 << 20] else "file.old_excel")
    for magic, kind in REFUSED_HEADS:
        if head.startswith(magic):
            raise refuse("file.unknown_format", kind, found=kind)
    if head.lstrip()[:14].lower().startswith((b"<?xml", b"<html", b"<!doctype", b"<table")):
        raise refuse("file.unknown_format", "HTML/XML", found="HTML/XML")


def _declared(name: str, content_type: str | None) -> Format | None:
    """Give the format that the content type or the name claims."""
    if content_type:
        claimed = FORMAT_OF.get(content_type.partition(";")[0].strip().lower())
        if claimed is not None:
            return claimed
    ending = name.rpartition(".")[2].lower()
    return ALIASES.get(ending) or next((known for known in FORMATS if known == ending), None)
