"""Digital identities: issued, ended and restored by filings, revoked by the operator, read by four audiences."""

import json
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from joserfc import jwk, jwt

from suyuan.codes import packing
from suyuan.domain.access import Viewer
from suyuan.domain.leaves import Kind
from suyuan.law.duty import Role
from suyuan.ledger import notes
from suyuan.ledger.credential import check_credential
from suyuan.ledger.verifier import LOG, Policy, Rejected, check_proof
from suyuan.services.filings import operations as filings
from suyuan.services.idcards import credentials, guessing, operations, queries
from suyuan.services.ledger import operations as ledger
from suyuan.services.parties import operations as parties
from suyuan.services.refusals import Refused
from suyuan.storage import credential_keys, log_files, missed
from suyuan.storage import idcards as store
from suyuan.storage import ledger as leaf_store
from suyuan.storage.wall import as_register

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
OPERATOR = Viewer(account_id=1, user_id=1, kind="operator")


def turns(code):
    """Give what the log says became of an identity."""
    return [json.loads(leaf.fact) for leaf in leaf_store.find(packing.pack(code), Kind.IDENTITY)]


def card(code, viewer=None, today=TODAY):
    found = queries.get_card(code, viewer, today=today)
    return found and found.card


def fitted(road, maker, day="2026-05-10"):
    pack, car = road.pack(), road.car()
    receipt = road.file(maker, "24.2.a", road.certificate(car, pack.tree(), day=day), at="2026-05-12")
    assert receipt.state == "accepted"
    return pack, car, receipt


@pytest.fixture
def maker(road):
    return road.firm(Role.VEHICLE_MAKER)


@pytest.fixture
def recycler(road):
    return road.firm(Role.RECYCLER)


def recycled(road, recycler, *codes, day="2026-06-20"):
    row = {
        "batch_no": f"B{codes[0][-5:]}",
        "product_kind": "black_mass",
        "source_codes": list(codes),
        "out_date": day,
        "destination_uscc": road.firm(Role.BATTERY_MAKER).uscc,
        "destination_name": "x",
        "mass_kg": 100,
    }
    return road.file(recycler, "24.7.b", row, at=f"{day[:-2]}25")


def test_a_pack_gets_its_identity_with_the_filing_that_names_it_first_and_only_then(road, maker):
    pack, _, _ = fitted(road, maker)
    told = turns(pack.code)
    assert [(one["event"], one["why"], one["code"]) for one in told] == [("issued", "fitted", pack.code)]
    assert turns(pack.module) == turns(pack.cells[0]) == []
    shop = road.firm(Role.REPAIRER)
    other = road.pack()
    moved = road.file(
        shop,
        "24.5.c",
        {"vin": road.car(), "replaced_date": "2026-06-02", "old_code": pack.code, "new_code": other.code},
        at="2026-06-03",
    )
    assert moved.state == "accepted"
    assert len(turns(pack.code)) == 1
    assert [one["event"] for one in turns(other.code)] == ["issued"]


def test_what_was_only_tried_issues_nothing(road, maker):
    pack = road.pack()
    road.file(maker, "24.2.a", road.certificate(road.car(), pack.tree()), at="2026-05-12", dry_run=True)
    assert turns(pack.code) == []
    assert card(pack.code) is None


def test_a_large_file_issues_one_identity_for_each_pack(road, maker):
    packs = [road.pack() for _ in range(700)]
    rows = [road.certificate(road.car(), pack.tree()) for pack in packs]
    assert road.file(maker, "24.2.a", *rows, at="2026-05-12").accepted == len(rows)
    assert all(len(turns(pack.code)) == 1 for pack in packs)


def test_a_list_of_codes_ends_the_identities_that_it_names(road, recycler):
    first, second = road.pack(), road.pack()
    assert recycled(road, recycler, first.code, second.code).state == "accepted"
    assert [one["event"] for one in turns(first.code)] in (["ended"], ["issued", "ended"])
    assert card(first.code).status == "recycled"


def test_two_who_report_the_end_of_one_battery_at_one_instant_are_both_heard(road, maker, recycler):
    pack, _, _ = fitted(road, maker)
    done = [recycled(road, one, pack.code).state for one in (recycler, road.firm(Role.RECYCLER))]
    assert done == ["accepted", "accepted"]
    assert [one["event"] for one in turns(pack.code)][:2] == ["issued", "ended"]


def test_an_end_is_in_the_log_and_taken_back_with_the_filing(road, maker, recycler):
    pack, _, _ = fitted(road, maker)
    done = recycled(road, recycler, pack.code)
    assert [one["event"] for one in turns(pack.code)] == ["issued", "ended"]
    filings.cancel(done.receipt, viewer=recycler, at=NOW, reason="another pack")
    assert [one["event"] for one in turns(pack.code)] == ["issued", "ended", "restored"]
    assert card(pack.code).status == "active"


def test_recoding_keeps_the_predecessor_and_ends_its_identity(road, maker, recycler):
    pack, _, _ = fitted(road, maker)
    new = f"TTTPB31G51{pack.code[-7:]}RP"
    row = {"pack_code": new, "predecessor_codes": [pack.code]}
    assert road.file(recycler, "12.1", row, at="2026-06-20").state == "accepted"
    assert [(one["event"], one["why"]) for one in turns(pack.code)] == [
        ("issued", "fitted"),
        ("ended", "recoded"),
    ]
    assert (card(pack.code).status, card(new).status) == ("second_life", "second_life")
    assert card(new).fields["reused"] is True
    assert card(new, recycler).fields["predecessors"] == [pack.code]
    assert "predecessors" not in card(new).fields


def test_an_identity_behind_which_nobody_stands_any_more_is_revoked(road, maker):
    pack, _, receipt = fitted(road, maker)
    filings.cancel(receipt.receipt, viewer=maker, at=NOW, reason="wrong vehicle")
    assert card(pack.code).status == "revoked"


def test_the_operator_revokes_and_lifts_with_a_reason_that_stands_in_the_log(road, maker):
    pack, _, _ = fitted(road, maker)
    with pytest.raises(Refused, match=r"auth\.not_allowed"):
        operations.revoke(pack.code, "x", viewer=maker, at=NOW)
    with pytest.raises(Refused, match=r"identity\.no_reason"):
        operations.revoke(pack.code, "x" * 201, viewer=OPERATOR, at=NOW)
    with pytest.raises(Refused, match=r"identity\.turned"):
        operations.revoke(pack.code, "it is genuine", viewer=OPERATOR, at=NOW, lifted=True)
    operations.revoke(pack.code.lower(), "copied label", viewer=OPERATOR, at=NOW)
    assert card(pack.code).status == "revoked"
    assert turns(pack.code)[-1]["why"] == "copied label"
    operations.revoke(pack.code, "checked on site", viewer=OPERATOR, at=NOW + timedelta(hours=1), lifted=True)
    assert card(pack.code).status == "active"
    assert turns(pack.code)[-1]["why"] == "revocation lifted: checked on site"


def test_the_public_sees_no_vehicle_no_trade_and_no_firm_but_the_maker(road, maker, recycler):
    battery_maker = road.firm(Role.BATTERY_MAKER, prefixes=("TTU",))
    pack, car = SimpleNamespace(code="TTUPB31HY00L10G510000001"), road.car()
    receipt = road.file(maker, "24.2.a", road.certificate(car, {"pack_code": pack.code}), at="2026-05-12")
    sent = road.file(maker, "24.6.c", road.outbound(pack.code, recycler, "2026-06-01"), at="2026-06-02")
    assert sent.state == "accepted"
    told = json.dumps(card(pack.code).fields, default=str, ensure_ascii=False)
    firms = (maker.uscc, maker.party_name, recycler.uscc, recycler.party_name)
    for secret in (car, receipt.receipt, sent.receipt, *firms):
        assert secret not in told
    assert card(pack.code).fields["maker"] == battery_maker.party_name
    assert "shipped" not in told
    assert [step.event for step in card(pack.code).fields["steps"]] == ["fitted"]
    inside = card(pack.code, maker)
    assert inside.fields["vin"] is None or inside.fields["vin"] == car
    assert receipt.receipt in inside.fields["receipts"]


def test_four_audiences_are_told_apart_by_the_server(road, maker, recycler):
    pack, _, _ = fitted(road, maker)
    stranger = road.firm(Role.BATTERY_MAKER)
    shown = {
        name: card(pack.code, viewer)
        for name, viewer in (
            ("public", None),
            ("stranger", stranger),
            ("technical", recycler),
            ("chain", maker),
        )
    }
    assert shown["public"].audiences == shown["stranger"].audiences == ("public",)
    assert shown["technical"].audiences == ("public", "technical")
    assert shown["chain"].audiences == ("chain", "public")
    counts = [shown[name].shown for name in ("public", "technical", "chain")]
    assert counts == sorted(set(counts))
    for one in shown.values():
        assert one.shown == len(one.fields)
        assert one.total == one.shown + len(one.withheld)
    assert "composition" in shown["technical"].fields
    assert "vin" not in shown["technical"].fields


def test_a_card_is_resolved_from_the_specification_and_says_what_is_different_in_one_battery(road):
    maker = road.firm(Role.BATTERY_MAKER, prefixes=("TTS",))
    spec = {
        "prefix": "TTSPB31",
        "kind": "P",
        "chemistry": "B",
        "nominal_capacity_mah": 150000,
        "nominal_voltage_mv": 350000,
        "mass_g": 400000,
        "composition": {"Li": 0.01, "Fe": 0.2},
        "recycled_percent": 12,
    }
    assert road.file(maker, "9.1", spec, at="2026-05-02").state == "accepted"
    usual, odd = (f"TTSPB31HY00L10G51{number:07d}" for number in (1, 2))
    rows = [{"pack_code": usual}, {"pack_code": odd, "nominal_capacity_mah": 140000, "mass_kg": 401.5}]
    assert road.file(maker, "12.1", *rows, at="2026-05-02").state == "accepted"
    assert card(usual).fields["energy_wh"] == 52500
    assert (card(usual).fields["mass_g"], card(odd).fields["mass_g"]) == (400000, 401500)
    assert card(odd).fields["capacity_mah"] == 140000
    assert card(usual).fields["elements"] == ["Fe", "Li"]
    assert card(usual).fields["recycled_percent"] == 12
    whole = card(usual).completeness
    assert whole.filed + len(whole.missing) == whole.counted
    assert "capacity_mah" not in whole.missing
    assert "log_index" in whole.missing


def test_a_card_survives_the_end_of_its_maker(road):
    maker = road.firm(Role.BATTERY_MAKER, prefixes=("TTV",))
    code = "TTVPB31HY00L10G510000001"
    assert road.file(maker, "12.1", {"pack_code": code}, at="2026-05-02").state == "accepted"
    more = {"viewer": OPERATOR, "heirs": (), "day": date(2026, 6, 1), "reason": "wound up", "at": NOW}
    parties.succeed(maker.party_id, "terminated", **more)
    kept = card(code)
    assert (kept.status, kept.fields["maker"], kept.fields["made_date"]) == (
        "active",
        maker.party_name,
        date(2026, 5, 1),
    )
    text = credentials.sign(queries.get_card(code, None, today=TODAY), at=NOW)
    assert (
        check_credential(text, credentials.key_set(), None, at=NOW).claims["credentialSubject"]["code"]
        == code
    )


def test_a_part_answers_with_the_identity_of_its_pack(road, maker):
    pack, _, _ = fitted(road, maker)
    part = card(pack.cells[1])
    assert (part.code, part.idcard, part.kind) == (pack.cells[1], pack.code, "cell")
    assert (part.fields["modules"], part.fields["cells"]) == (1, 2)


def test_condition_is_shown_as_it_was_last_measured(road, maker, recycler):
    pack, _, _ = fitted(road, maker)
    arrived = road.inbound(pack.code, maker, "2026-06-05") | {"state_of_health_percent": 71, "cycles": 1200}
    assert road.file(recycler, "24.7.a", arrived, at="2026-06-06").state == "accepted"
    fields = card(pack.code).fields
    assert (fields["state_of_health_percent"], fields["cycles"]) == (71, 1200)
    assert fields["measured_date"] == date(2026, 6, 5)


def test_unknown_codes_are_remembered_and_who_guesses_must_wait(road, maker):
    pack, _, _ = fitted(road, maker)
    unknown = f"TTTPB31HY00L10G51{'9' * 7}"
    with pytest.raises(Refused, match=r"identity\.unknown"):
        queries.look(unknown, None, address=lambda: "192.0.2.7", today=TODAY)
    assert unknown in {packing.unpack(one.code) for one in store.strangers(TODAY, 1000)}
    for number in range(guessing.MOST):
        with pytest.raises(Refused, match=r"identity\.unknown"):
            queries.look(
                f"TTTPB31HY00L10G51{9_000_000 + number}", None, address=lambda: "192.0.2.7", today=TODAY
            )
    for code in (unknown, pack.code):
        with pytest.raises(Refused, match=r"identity\.too_many"):
            queries.look(code, None, address=lambda: "192.0.2.7", today=TODAY)
    assert queries.look(pack.code, None, address=lambda: "192.0.2.8", today=TODAY).card.code == pack.code


def test_scanning_what_is_anothers_is_no_look_in_vain_and_guessing_is(road, maker):
    pack, _, _ = fitted(road, maker)
    other = road.firm(Role.RECYCLER)
    unknown = f"TTTPB31HY00L10G51{8_000_000 + other.party_id}"
    queries.look(pack.code, other, address=str, today=TODAY)
    with pytest.raises(Refused, match=r"identity\.unknown"):
        queries.look(unknown, other, address=str, today=TODAY)
    with as_register():
        looked = {
            packing.unpack(code)
            for party, code, _ in missed.since(date(2026, 1, 1))
            if party == other.party_id
        }
    assert looked == {unknown}


def test_a_vehicle_or_a_temporary_identifier_is_no_identity(road, maker):
    _, car, _ = fitted(road, maker)
    assert card(car) is None
    assert card("TMP-00000000000000000000000000") is None


def test_packs_that_are_older_than_identities_get_theirs(road, maker):
    pack, _, _ = fitted(road, maker)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM leaf WHERE about = %s", [packing.pack(pack.code)])
    assert turns(pack.code) == []
    assert operations.complete(at=NOW) >= 1
    assert [(one["event"], one["why"]) for one in turns(pack.code)] == [("issued", "registered")]
    assert operations.complete(at=NOW) == 0


def another_log():
    """Give the policy of who trusts another log."""
    return Policy.parse(f"log {notes.draw('other.invalid/log', LOG).key.text}\nquorum none\n")


def policy():
    return Policy.parse(log_files.read("policy").decode())


def test_the_issue_of_an_identity_is_proven_by_the_public_log(road, maker):
    pack, _, _ = fitted(road, maker)
    found = queries.get_card(pack.code, None, today=TODAY)
    assert queries.proof(found.identity) == {"state": "queued"}
    ledger.publish()
    found = queries.get_card(pack.code, None, today=TODAY)
    proof = queries.proof(found.identity)
    proven = check_proof(proof["tlog_proof"], policy())
    assert json.loads(proven.fact)["code"] == pack.code
    assert proven.index == found.card.fields["log_index"] == proof["index"]


@pytest.fixture(params=credential_keys.SUITES)
def suite(request, settings):
    settings.CREDENTIAL_SUITE = request.param
    return request.param


def test_a_credential_is_checked_by_itself_in_every_suite(road, maker, suite):
    pack, _, _ = fitted(road, maker)
    ledger.publish()
    found = queries.get_card(pack.code, None, today=TODAY)
    text = credentials.sign(found, at=NOW)
    read = check_credential(text, credentials.key_set(), policy(), at=NOW)
    assert (read.algorithm, read.claims["credentialSubject"]["code"]) == (suite, pack.code)
    assert read.claims["credentialStatus"]["status"] == "active"
    assert json.loads(read.proven.fact)["code"] == pack.code
    told = json.dumps(read.claims, ensure_ascii=False)
    assert maker.uscc not in told
    assert "vin" not in read.claims["credentialSubject"]["fields"]
    with pytest.raises(Rejected, match=r"credential\.expired"):
        check_credential(text, credentials.key_set(), policy(), at=NOW + timedelta(hours=25))
    with pytest.raises(Rejected, match=r"credential\.early"):
        check_credential(text, credentials.key_set(), policy(), at=NOW - timedelta(hours=1))


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA"])
def test_another_library_accepts_the_credential(road, maker, settings, algorithm):
    settings.CREDENTIAL_SUITE = algorithm
    pack, _, _ = fitted(road, maker)
    text = credentials.sign(queries.get_card(pack.code, None, today=TODAY), at=NOW)
    key = next(one for one in credentials.key_set()["keys"] if one["alg"] == algorithm)
    keys = jwk.KeySet(
        [jwk.import_key(one) for one in credentials.key_set()["keys"] if one["alg"] == algorithm]
    )
    assert jwt.decode(text, keys, algorithms=[algorithm]).claims["credentialSubject"]["code"] == pack.code
    assert key["kid"]


def test_forged_foreign_and_revoked_credentials_are_rejected(road, maker, suite):
    pack, other = fitted(road, maker)[0], fitted(road, maker)[0]
    ledger.publish()
    text, foreign = (
        credentials.sign(queries.get_card(one.code, None, today=TODAY), at=NOW) for one in (pack, other)
    )
    head, body, mark = text.split(".")
    keys = credentials.key_set()
    for forged in (
        f"{head}.{foreign.split('.')[1]}.{mark}",
        f"{head}.{body}.{foreign.split('.')[2]}",
        f"{head}.{body}.",
        f"{head}.{body}",
        f"{text}x",
        "x" * (1 << 21),
    ):
        with pytest.raises(Rejected):
            check_credential(forged, keys, policy(), at=NOW)
    with pytest.raises(Rejected, match=r"checkpoint\.unknown_log"):
        check_credential(text, keys, another_log(), at=NOW)
    kid = next(key["kid"] for key in reversed(keys["keys"]) if key["alg"] == suite)
    assert credential_keys.retire(kid)
    with pytest.raises(Rejected, match=r"credential\.key"):
        check_credential(text, credentials.key_set(), policy(), at=NOW)
