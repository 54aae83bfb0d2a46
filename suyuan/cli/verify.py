"""验证 — suyuan verify: check a proof, a signed card, or a whole log, offline and trusting nobody but whom you name."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import httpx
import msgspec
import typer

from suyuan.cli import output
from suyuan.cli.calling import Here, command
from suyuan.cli.exits import Exit, Stopped
from suyuan.cli.settings import config_folder
from suyuan.cli.words import say
from suyuan.ledger.credential import Credential, check_credential
from suyuan.ledger.verifier import HEADER, LONGEST_TEXT, Policy, Proven, Rejected, check_proof, utf8
from suyuan.ledger.whole import check_log

app = typer.Typer(rich_markup_mode=None, add_completion=False)
_TIMEOUT_S = 10.0
_DOTS = 2  # of a credential: header, claims, signature


_Policy = Annotated[
    Path | None,
    typer.Option(
        "--policy",
        metavar="FILE",
        help=say("写明信任谁的文件（tlog-policy）", "File that names whom you trust (tlog-policy)"),
        show_default=False,
    ),
]
_Keys = Annotated[
    Path | None,
    typer.Option(
        "--keys",
        metavar="FILE",
        help=say("验证凭证的公钥（JWK集）", "Public keys that cards are checked with (JWK set)"),
        show_default=False,
    ),
]


@command(
    app,
    "verify",
    say("离线验证证明、数字身份凭证，或整个账本", "Check a proof, a signed card, or a whole log, offline"),
)
def verify(
    here: Here,
    proof: Annotated[
        str,
        typer.Argument(
            metavar="PROOF",
            help=say("证明或凭证文件，或账本目录", "The file of a proof or card, or a log's directory"),
        ),
    ],
    *,
    policy: _Policy = None,
    keys: _Keys = None,
) -> Exit:
    """Check a proof, a card or a log."""
    place = Path(proof)
    trusted = _policy(here, policy)
    try:
        if place.is_dir():
            checkpoint = check_log(lambda path: (place / path).read_bytes(), trusted)
            body = {
                "verdict": "whole",
                "log": checkpoint.origin,
                "size": checkpoint.size,
                "root": checkpoint.root.hex(),
            }
            words = say("账本完整，与其签名相符", "The log is whole and what its signature says")
        elif not (text := utf8(_read(place), "proof.form")).startswith(HEADER) and text.count(".") == _DOTS:
            body, words = _told_card(check_credential(text, _keys(here, keys), trusted, at=now()))
        else:
            body, words = _told(check_proof(text, trusted))
    except Rejected as reason:
        raise Stopped(
            Exit.BAD_DATA,
            say(f"验证未通过：{reason}", f"Rejected: {reason}"),
            say(
                "此件不能证明任何内容；请向出具方索取原件",
                "it proves nothing; ask for the original where it came from",
            ),
            body={"verdict": "rejected", "code": reason.code},
        ) from None
    if here.as_json:
        output.as_json(body)
        return Exit.OK
    for name, value in body.items():
        output.data(
            f"{name}\t{msgspec.json.encode(value).decode() if isinstance(value, dict | list) else value}"
        )
    output.note(words)
    return Exit.OK


def _told(proven: Proven) -> tuple[dict[str, object], str]:
    """Give what a proof has shown, as data and in words."""
    by = proven.checkpoint.by
    body: dict[str, object] = {
        "verdict": "promised" if by is not None else "logged",
        "log": proven.checkpoint.origin,
        "index": proven.index,
        "size": proven.checkpoint.size,
        "at": proven.at.isoformat(),
        "signers": list(proven.signers),
        "fact": msgspec.json.decode(proven.fact),
    }
    if by is not None:
        return body, say(
            "承诺属实：届时应可取得入账证明", "A genuine promise: by then there is to be a proof of its entry"
        )
    return body, say("验证通过：已在账本中，未被改动", "Proven: it is in the log, unchanged")


def _told_card(card: Credential) -> tuple[dict[str, object], str]:
    """Give what a card has shown, as data and in words."""
    body: dict[str, object] = {
        "verdict": "revoked" if _is_revoked(card) else "genuine",
        "until": card.until.isoformat(),
        "algorithm": card.algorithm,
        "log": card.proven.checkpoint.origin if card.proven else None,
        "index": card.proven.index if card.proven else None,
        "card": card.claims.get("credentialSubject"),
    }
    if _is_revoked(card):
        return body, say(
            "签名属实，但它说明：该数字身份已被撤销",
            "The signature is genuine, and says that the identity was revoked",
        )
    if card.proven is None:
        return body, say(
            "签名属实；签发尚未入账", "The signature is genuine; its issue is not in the log yet"
        )
    return body, say("验证通过：签名属实，签发在账本中", "Genuine: signed, and its issue is in the log")


def _is_revoked(card: Credential) -> bool:
    subject = card.claims.get("credentialSubject")
    return isinstance(subject, dict) and subject.get("status") == "revoked"


def now() -> datetime:
    """Give the present instant, by which a card is still good or not."""
    return datetime.now(UTC)


def _read(place: Path) -> bytes:
    """Read a file. Raises Stopped."""
    try:
        if place.stat().st_size > LONGEST_TEXT:
            raise Stopped(Exit.BAD_DATA, say("文件过大，不是证明。", "This file is too large to be a proof."))
        return place.read_bytes()
    except OSError as reason:
        raise Stopped(Exit.USAGE, f"{place}: {reason.strerror}") from None


def _keys(here: Here, given: Path | None) -> dict[str, Any]:
    """Give the keys that cards are checked with: as given, or as the server says now. Raises Stopped.

    They are not kept: a key that is revoked must not be trusted any longer than a card is good.
    """
    address = f"{here.settings.server.text}/api/v1/idcards/keys"
    text = utf8(_read(given), "keys.form") if given is not None else _got(here, address)
    try:
        found: dict[str, Any] = msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.MsgspecError as reason:
        raise Stopped(Exit.USAGE, f"{given or address}: {reason}") from None
    return found


def _policy(here: Here, given: Path | None) -> Policy:
    """Give whom the caller trusts: as given, as kept at the first use, or as the server says now. Raises Stopped."""
    host = httpx.URL(here.settings.server.text).netloc.decode().replace(":", "_")
    kept = config_folder() / f"policy-{host}"
    place = given or (kept if kept.exists() else None)
    text = utf8(_read(place), "policy.form") if place is not None else _fetched(here, kept)
    try:
        return Policy.parse(text)
    except Rejected as reason:
        raise Stopped(Exit.USAGE, f"{place or kept}: {reason}") from None


def _fetched(here: Here, kept: Path) -> str:
    """Fetch the server's policy and keep it: it is trusted from now on, whatever is said later. Raises Stopped."""
    text = _got(here, f"{here.settings.server.text}/ledger/policy")
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(text, encoding="utf-8")
    output.note(say(f"首次使用，信任名单存于 {kept}", f"first use: whom to trust is now kept in {kept}"))
    return text


def _got(here: Here, address: str) -> str:
    """Fetch a text from the server. Raises Stopped."""
    try:
        answer = httpx.get(address, timeout=_TIMEOUT_S, trust_env=not here.settings.is_local)
        answer.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as reason:
        raise Stopped(
            Exit.LATER,
            say(
                f"取不到信任名单 {address}：{reason}",
                f"Whom to trust cannot be fetched from {address}: {reason}",
            ),
            say(
                "离线时请给出 --policy 与 --keys 文件",
                "offline, give --policy FILE, and --keys FILE for a card",
            ),
        ) from None
    return answer.text
