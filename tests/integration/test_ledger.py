"""The public log from filing to proof: what is filed is promised, placed, published, proven, and audited."""

import hashlib
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from suyuan.domain.leaves import Kind
from suyuan.domain.receipts import key
from suyuan.law.duty import Role
from suyuan.ledger import notes
from suyuan.ledger.alone import one_file
from suyuan.ledger.verifier import Checkpoint, Note, Policy, Rejected, check_proof, leaf_hash
from suyuan.ledger.whole import check_log
from suyuan.services.filings import operations as filings
from suyuan.services.filings import queries as receipts
from suyuan.services.ledger import audit as audits
from suyuan.services.ledger import operations
from suyuan.services.ledger.audit import audit
from suyuan.storage import log_files as files
from suyuan.storage.wall import as_register

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


def policy():
    return Policy.parse(files.read("policy").decode())


@pytest.fixture
def maker(road):
    return road.firm(Role.VEHICLE_MAKER)


@contextmanager
def altered(statement, receipt):
    """Alter what is on file as the owner of the database can, and take it back afterwards."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement, [key(receipt)])
            assert cursor.rowcount > 0
        yield
        transaction.set_rollback(True)


@contextmanager
def leaves_put_back():
    """Let a test do to leaves what an older backup does; afterwards they are as they were."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE leaf_before AS SELECT * FROM leaf")
        try:
            yield cursor
        finally:
            cursor.execute(
                "DELETE FROM leaf WHERE place IN (SELECT place FROM leaf_before)"
                " OR (about, kind) IN (SELECT about, kind FROM leaf_before)"
            )
            cursor.execute("INSERT INTO leaf SELECT * FROM leaf_before")
            cursor.execute("DROP TABLE leaf_before")


def faults(receipt, place=None):
    """Give what an audit finds about one filing."""
    return [one for one in audit().faults if receipt in one.where or one.place == place]


@pytest.fixture(autouse=True)
def _every_fault(monkeypatch):
    monkeypatch.setattr(audits, "MOST_FAULTS", 10**6)  # what other tests did on purpose must not hide ours


def published(road, maker, *, count=1, at="2026-05-12"):
    rows = [road.certificate() for _ in range(count)]
    receipt = road.file(maker, "24.2.a", *rows, at=at)
    assert receipt.state == "accepted"
    operations.publish()
    return receipt, receipts.get_receipt(receipt.receipt, maker)


def test_a_filing_is_promised_at_once_and_proven_once_it_is_in_the_log(road, maker):
    receipt, later = published(road, maker)
    promised = check_proof(receipt.proof["tlog_proof"], policy())
    assert receipt.proof["state"] == "promised"
    assert promised.checkpoint.by == int(receipt.filed_at.timestamp()) + 60
    assert later.proof["state"] == "logged"
    proven = check_proof(later.proof["tlog_proof"], policy())
    assert proven.checkpoint.by is None
    assert proven.fact == promised.fact
    told = json.loads(proven.fact)
    assert (told["receipt"], told["party"], told["lines"]) == (receipt.receipt, maker.uscc, 1)
    assert proven.index == later.proof["index"]
    assert proven.checkpoint.size == later.proof["size"]


def test_the_same_file_again_has_the_same_proof_and_no_second_leaf(road, maker):
    row = road.certificate()
    first = road.file(maker, "24.2.a", row, at="2026-05-12")
    operations.publish()
    again = road.file(maker, "24.2.a", row, at="2026-05-13")
    assert (again.receipt, again.repeated) == (first.receipt, True)
    assert operations.publish().after == operations.publish().after
    with connection.cursor() as cursor, as_register():
        cursor.execute(
            "SELECT count(*) FROM leaf JOIN filing ON about = filing WHERE party_id = %s", [maker.party_id]
        )
        assert cursor.fetchone() == (1,)


def test_what_was_only_tried_or_refused_has_no_leaf(road, maker):
    before = operations.publish().after
    assert road.file(maker, "24.2.a", road.certificate(), at="2026-05-12", dry_run=True).proof == {}
    bad = road.file(maker, "24.2.a", road.certificate("NOVIN"), at="2026-05-12")
    assert (bad.state, bad.proof) == ("refused", {})
    assert operations.publish().after == before


def test_the_log_checks_as_a_whole_by_one_file_in_a_bare_interpreter(road, maker, tmp_path):
    receipt, later = published(road, maker, count=3)
    (tmp_path / "verify.py").write_text(one_file())
    (tmp_path / "proof").write_text(later.proof["tlog_proof"])
    (tmp_path / "promise").write_text(receipt.proof["tlog_proof"])
    (tmp_path / "policy").write_bytes(files.read("policy"))
    for what, said in (
        ("proof", "proven: entry"),
        ("promise", "promised until 2026-05-12 04:01:00Z: entry 0 of "),
        (str(files.folder()), "whole: "),
    ):
        done = subprocess.run(
            [sys.executable, "-I", "verify.py", "--policy", "policy", what],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": os.environ["PATH"]},
        )
        assert (done.returncode, done.stdout.startswith(said), done.stderr) == (0, True, ""), done
    (tmp_path / "proof").write_text(later.proof["tlog_proof"].replace("index ", "index 1"))
    done = subprocess.run(
        [sys.executable, "-I", "verify.py", "--policy", "policy", "proof"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("rejected: proof.")
    assert check_log(files.read, policy()).size == later.proof["size"]


def test_a_cancellation_and_a_correction_stand_in_the_log_and_the_audit_is_content(road, maker):
    first, _ = published(road, maker)
    filings.cancel(first.receipt, viewer=maker, at=datetime(2026, 5, 13, 4, tzinfo=UTC), reason="wrong car")
    old, _ = published(road, maker, at="2026-05-14")
    again = road.file(maker, "24.2.a", road.certificate(), at="2026-05-15", replaces=old.receipt)
    assert again.state == "accepted"
    operations.publish()
    for one in (first, old, again):
        assert faults(one.receipt) == []


ALTERED = {
    "an event's day": ("UPDATE event SET happened_date = happened_date + 1 WHERE filing = %s", "row"),
    "an event's words": (
        'UPDATE event SET body = body || \'{"brand": "x"}\' WHERE filing = %s AND body IS NOT NULL',
        "row",
    ),
    "an event's party": ("UPDATE event SET party_id = party_id + 1 WHERE filing = %s", "row"),
    "an event is gone": ("DELETE FROM event WHERE filing = %s", "row"),
    "a tree": ("UPDATE tree SET manifest = replace(manifest, 'TTTC', 'TTTX') WHERE filing = %s", "row"),
    "the envelope's count": ("UPDATE filing SET accepted = accepted + 1 WHERE filing = %s", "envelope"),
    "the envelope's day": (
        "UPDATE filing SET filed_at = filed_at - interval '1 day' WHERE filing = %s",
        "envelope",
    ),
    "the bytes' hash": ("UPDATE filing SET body_hash = '\\x00' WHERE filing = %s", "envelope"),
    "it is gone": ("DELETE FROM filing WHERE filing = %s", "filing"),
    "cancelled in silence": (
        "UPDATE filing SET state = 'cancelled', replaced_at = now() WHERE filing = %s",
        "state",
    ),
    "ended in silence": ("UPDATE event SET replaced_at = now() WHERE filing = %s", "row"),
    "the leaf's commitment": ("UPDATE leaf SET commitment = '\\x00' WHERE about = %s", "leaf"),
    "the leaf's marks": ("UPDATE leaf SET marks = '\\x00' WHERE about = %s", "envelope"),
    "the leaf's marks are gone": ("UPDATE leaf SET marks = NULL WHERE about = %s", "unmarked"),
    "the leaf's time": ("UPDATE leaf SET queued_at = queued_at + interval '1 hour' WHERE about = %s", "leaf"),
}


@pytest.mark.parametrize("name", ALTERED)
def test_whatever_the_owner_of_the_database_alters_is_named_with_its_place(road, maker, name):
    statement, what = ALTERED[name]
    first, later = published(road, maker, count=2)
    place = later.proof["index"]
    assert faults(first.receipt, place) == []
    with altered(statement, first.receipt):
        found = faults(first.receipt, place)
    assert what in {one.what for one in found}
    assert {one.place for one in found} - {-1} == {place}
    assert faults(first.receipt, place) == []


def test_what_was_put_in_beside_the_road_is_found(road, maker):
    first, later = published(road, maker)
    statement = (
        "INSERT INTO event (subject, filing, line, kind, object, party_id, duty, happened_date, recorded_at)"
        " SELECT subject, filing, line + 9, kind, object, party_id, duty, happened_date, recorded_at"
        " FROM event WHERE filing = %s"
    )
    with altered(statement, first.receipt):
        assert {one.what for one in faults(first.receipt)} == {"row"}
    stray = statement.replace("filing, line + 9", " 'ffffffff-ffff-ffff-ffff-ffffffffffff', line")
    with altered(stray, first.receipt):
        assert "event without a leaf" in {one.what for one in audit().faults}
    with altered("DELETE FROM leaf WHERE about = %s", first.receipt):
        found = {one.what for one in faults(first.receipt, later.proof["index"])}
    assert found >= {"leaf", "filing without a leaf"}


def test_a_checkpoint_kept_elsewhere_shows_a_log_that_was_made_anew(road, maker):
    _, later = published(road, maker)
    kept = Checkpoint.parse(Note.parse(files.checkpoint()).text)
    other = replace(kept, root=bytes(32))
    said = notes.signed(other.text, [files.keys("log")[0].sign])
    assert "root" in {one.what for one in audit(kept=said).faults}
    longer = notes.signed(replace(kept, size=kept.size + 5).text, [files.keys("log")[0].sign])
    assert kept.size in {one.place for one in audit(kept=longer).faults}
    assert "root" not in {one.what for one in audit(kept=files.checkpoint()).faults}
    assert later.proof["size"] <= kept.size


def test_a_receipt_whose_filing_was_altered_says_so(road, maker):
    first, _ = published(road, maker)
    with altered("UPDATE filing SET lines = lines + 1 WHERE filing = %s", first.receipt):
        assert receipts.get_receipt(first.receipt, maker).proof == {"state": "contradicted"}
    with altered("UPDATE leaf SET marks = NULL WHERE about = %s", first.receipt):
        assert receipts.get_receipt(first.receipt, maker).proof == {"state": "unmarked"}


def test_an_older_database_beside_a_newer_log_is_not_signed_until_it_is_taken_over(road, maker):
    published(road, maker)
    waiting = road.file(maker, "24.2.a", road.certificate(), at="2026-05-11")
    operations.publish()
    lost, _ = published(road, maker)
    size = operations.publish().after
    place = receipts.get_receipt(lost.receipt, maker).proof["index"]
    with leaves_put_back() as cursor:
        # each filing has a leaf, and the identity of its new pack another
        cursor.execute("UPDATE leaf SET place = NULL WHERE place >= %s", [size - 4])
        cursor.execute("DELETE FROM leaf WHERE about = %s", [key(lost.receipt)])
        with pytest.raises(operations.Forked, match="older backup"):
            operations.publish()
        assert "older backup" in operations.trouble()
        assert operations.adopt() == (4, 1)
        assert operations.adopt() == (0, 0)
        assert operations.trouble() == ""
        assert operations.publish().after == size
        assert [one.place for one in audit().faults if one.what == "lost"] == [place]
        assert receipts.get_receipt(waiting.receipt, maker).proof["state"] == "logged"


def test_a_database_that_tells_another_history_is_not_signed(road, maker):
    published(road, maker)
    last = operations.publish().after - 1  # what else waited was published with it, perhaps behind it
    with leaves_put_back() as cursor:
        cursor.execute("UPDATE leaf SET commitment = sha256('other') WHERE place = %s", [last])
        road.file(maker, "24.2.a", road.certificate(), at="2026-05-16")
        with pytest.raises(operations.Forked, match="last published entries"):
            operations.publish()
    operations.publish()


def test_a_further_key_signs_beside_the_old_one_and_a_retired_one_no_more(road, maker):
    _, before = published(road, maker)
    old = policy()
    fresh = operations.rotate()
    operations.publish()
    both = policy()
    assert fresh in {key.text for key in both.logs}
    note = files.checkpoint()
    for known in (old, both):
        known.check(note)
    gone = next(key for key in old.logs if not key.name.endswith("/promise"))
    assert operations.retire(gone.id.hex())
    assert not operations.retire(gone.id.hex())
    operations.publish()
    with pytest.raises(Rejected, match="unknown_log"):
        old.check(files.checkpoint())
    policy().check(files.checkpoint())
    assert not operations.retire(fresh.split("+")[1])  # the last one stays
    check_proof(before.proof["tlog_proof"], old)  # what was proven stays proven to who trusts the old key
    with pytest.raises(Rejected, match="unknown_log"):
        check_proof(before.proof["tlog_proof"], policy())


@contextmanager
def witnesses(tmp_path, names, logs):
    """Run witnesses of their own, as processes; give their lines of a policy."""
    (tmp_path / "logs").write_text(logs)
    running, lines = [], []
    try:
        for name in names:
            command = [sys.executable, "-m", "suyuan.cli", "witness", f"witness.example/{name}"]
            command += [
                "--folder",
                str(tmp_path / name),
                "--policy",
                str(tmp_path / "logs"),
                "--listen",
                "127.0.0.1:0",
            ]
            running.append(
                subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            )
            _, known, address = running[-1].stdout.readline().split()
            lines.append(f"witness {name} {known} {address}\n")
        yield lines, running
    finally:
        for one in running:
            one.kill()
            one.communicate()


def test_witnesses_cosign_what_they_have_seen_and_a_silent_one_holds_nobody_up(
    road, maker, tmp_path, settings
):
    published(road, maker)
    with witnesses(tmp_path, "abc", files.read("policy").decode()) as (lines, running):
        (tmp_path / "witnesses").write_text("".join(lines) + "group g 2 a b c\nquorum g\n")
        settings.WITNESSES = str(tmp_path / "witnesses")
        _, later = published(road, maker)
        strict = policy()
        assert strict.quorum == "g"
        assert len(check_proof(later.proof["tlog_proof"], strict).signers) == 4
        running[0].kill()
        _, later = published(road, maker)
        assert len(check_proof(later.proof["tlog_proof"], strict).signers) == 3
        running[1].kill()
        _, later = published(road, maker)
        with pytest.raises(Rejected, match="quorum"):
            check_proof(later.proof["tlog_proof"], strict)
    settings.WITNESSES = ""
    published(road, maker)
    assert policy().quorum == "none"


def test_who_has_the_public_log_and_every_fact_and_code_links_no_leaf(road, maker):
    """Even the whole fact, without its salt, opens nothing; with the salt, which its filer has, just the one leaf."""
    rows = [road.certificate() for _ in range(20)]
    made = [road.file(maker, "24.2.a", row, at="2026-05-12") for row in rows]
    size = operations.publish().after
    entries = list(files.read_entries(0, size))
    public = {one[10:] for one in entries}
    assert len(public) == size  # no two leaves share a commitment, so none tells that two facts are alike
    proven = [
        check_proof(receipts.get_receipt(one.receipt, maker).proof["tlog_proof"], policy()) for one in made
    ]
    codes = [part for row in rows for part in (row["vin"], row["packs"][0]["pack_code"])]
    guesses = [one.fact.encode() for one in proven] + [one.encode() for one in codes]
    guesses += [one.receipt.encode() for one in made]
    salts = (b"", bytes(32), bytes(16), files.origin().encode())
    tried = {hashlib.sha256(salt + guess).digest() for salt in salts for guess in guesses}
    tried |= {leaf_hash(guess) for guess in guesses}
    assert tried & public == set()
    assert tried & {leaf_hash(one) for one in entries} == set()
    assert [entries[one.index][10:] in public for one in proven] == [True] * len(made)
    assert {one[:2] for one in entries} <= {bytes((1, kind)) for kind in Kind}
