"""What scanners and eyes read is joined and explained, only when asked."""

import pytest

from suyuan.codes import battery, label
from suyuan.codes.fault import CodeFault

GOOD = "04QCB76836300JBC40000903"


@pytest.mark.parametrize(
    "payload",
    [
        GOOD,
        GOOD.lower(),
        "04QCB76836300\nJBC40000903",
        "04QCB76836300 JBC4 0000903\r\n",
        "\x1d04QCB76836300\x1eJBC40000903\x04",
        "#" + GOOD,
        GOOD + "/A",
        f"https://example.org/b/{GOOD}?s=1",
        "X" + GOOD,
        GOOD + "-7",
        GOOD + "99",
    ],
)
def test_a_payload_gives_its_code(payload):
    assert label.join_payload(payload) == GOOD


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ("JBC40000903\n04QCB76836300", "halves_swapped"),
        ("A765101015", "length"),
        ("", "length"),
        (f"{GOOD} 001CB240000003B3C0221953", "length"),
    ],
)
def test_a_payload_without_exactly_one_code_is_explained(payload, reason):
    with pytest.raises(CodeFault) as refusal:
        label.join_payload(payload)
    assert refusal.value.reason == reason


def test_the_plain_check_does_not_join():
    assert not battery.is_valid("04QCB76836300\nJBC40000903")


def test_a_letter_in_the_serial_is_offered_as_a_digit():
    hints = {hint.position: hint for hint in label.lookalikes("04QCB76836300JBC400009O3")}
    assert hints[23].similar == "0Q"
    assert hints[23].reading == GOOD
    assert hints[3].reading is None


def test_a_plain_code_has_hints_but_no_other_reading():
    assert all(hint.reading is None for hint in label.lookalikes(GOOD))
    assert label.readings(GOOD) == ()


def test_only_signs_that_do_not_fit_are_read_otherwise():
    assert label.readings("O4QCB76836300JBC4OOO09O3") == ("O4QCB76836300JBC40000903",)
    assert label.readings("04QCB76836300JBC4000090X") == ()
    assert label.readings("short") == ()
    assert label.lookalikes("short") == []


def test_codes_misread_alike_fold_to_one_key():
    assert label.fold("O4QC8768363OOJBC4OOOO9O3") == label.fold(GOOD)
