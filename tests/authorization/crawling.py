"""Crawling: everything that somebody can get from the server, as plain text.

Crawl   pages by their links, lists of the API to their last cursor, files unpacked, headers and cursors read
"""

import base64
import binascii
import io
import json
import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from django.test import Client

from tests.authorization import pdf_text

LINK = re.compile(r'(?:href|hx-get|src|action)="(/[^"#]*)"')
LEAVES = ("/accounts/logout", "/static/", "/i18n/", "/api/v1/docs", "/accounts/oidc")
MOST = 400


def text_of(answer: Any) -> str:
    """Give all that an answer says: headers, and the body unpacked."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kind = answer.headers.get("Content-Type", "")
    heads = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    if "spreadsheet" in kind:
        return heads + _sheet(body)
    if "pdf" in kind:
        return heads + pdf_text.text_of(body)
    text = body.decode(errors="replace")
    return heads + text + _cursors(text)


def _sheet(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    return "\n".join(f"{cell.value} {cell.comment.text if cell.comment else ''}" for cell in cells)


def _cursors(text: str) -> str:
    """Give what stands in the cursors of a text."""
    found = re.findall(r'"next":"([^"]+)"|[?&]cursor=([\w=-]+)', text)
    read = []
    for cursor in filter(None, (one or other for one, other in found)):
        try:
            read.append(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode(errors="replace"))
        except (ValueError, binascii.Error):
            continue
    return "\n".join(read)


@dataclass
class Crawl:
    """One crawl. ``found``: place -> text."""

    client: Client = field(default_factory=Client)
    token: str = ""
    found: dict[str, str] = field(default_factory=dict)

    def get(self, place: str, *, without: str = "") -> str:
        """Fetch one address; ``without``: what was asked for and may come back as an echo."""
        headers = (
            {"Authorization": f"Bearer {self.token}"} if self.token and place.startswith("/api/") else {}
        )
        text = text_of(self.client.get(place, headers=headers))
        self.found[place] = text.replace(without, "~") if without else text
        return text

    def pages(self, *starts: str) -> None:
        """Follow every link."""
        waiting, seen = deque(starts), set(starts)
        while waiting and len(self.found) < MOST:
            text = self.get(waiting.popleft())
            for link in LINK.findall(text):
                place = link.replace("&amp;", "&")
                if place not in seen and not place.startswith(LEAVES):
                    seen.add(place)
                    waiting.append(place)

    def lists(self, *places: str) -> None:
        """Read lists of the API to their end, and each thing in them."""
        for place in places:
            cursor = ""
            for _ in range(MOST):
                text = self.get(f"/api/v1/{place}?limit=5" + (f"&cursor={cursor}" if cursor else ""))
                found = re.search(r'"next":"([^"]+)"', text)
                if not found:
                    break
                cursor = found[1]

    def post(self, place: str, body: Any, **more: Any) -> None:
        """Send something and keep what came back."""
        headers = (
            {"Authorization": f"Bearer {self.token}"} if self.token and place.startswith("/api/") else {}
        )
        answer = self.client.post(place, body, headers=headers, **more)
        self.found[f"POST {place} {len(self.found)}"] = text_of(answer)
        if answer.status_code in {301, 302}:
            self.get(answer.headers["Location"])

    def holds(self, words: dict[str, str]) -> dict[str, list[str]]:
        """Give the words that were found, with where."""
        return {
            place: [where for where, text in self.found.items() if word in text]
            for place, word in words.items()
            if any(word in text for text in self.found.values())
        }


def dumped(row: dict[str, Any]) -> str:
    """Give a row as a filing sends it."""
    return json.dumps([row])
