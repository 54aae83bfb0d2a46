"""suyuan code parse: what a code says, what is wrong with it, and what it may have been meant to be."""

import json

PLAIN = "04QCB76836300JBC40000903"


def test_every_part_of_a_code_is_a_line_of_data(suyuan):
    ran = suyuan("code", "parse", PLAIN)
    assert ran.returncode == 0
    lines = [line.split("\t") for line in ran.stdout.splitlines()]
    assert [line[1] for line in lines] == ["04Q", "C", "B", "76", "836300J", "BC4", "0000903"]
    assert lines[5][3] == "2021-12-04"
    assert ran.stderr == ""


def test_json_carries_the_same_with_remarks(suyuan):
    ran = suyuan("code", "parse", "03UPE01000011C85A00FTY20", "--json")
    body = json.loads(ran.stdout)
    assert ran.returncode == 0
    assert body["form"] == "full"
    assert body["remarks"] == ["serial_not_numeric"]
    assert "".join(part["text"] for part in body["segments"]) == body["code"]


def test_no_code_is_an_error_of_the_data_with_its_reason(suyuan):
    ran = suyuan("code", "parse", "04QXB76836300JBC40000903")
    assert ran.returncode == 3
    assert ran.stdout == ""
    assert "position 4 must be P, M or C" in ran.stderr
    assert "next:" in ran.stderr


def test_look_alike_letters_are_explained_and_never_rewritten(suyuan):
    ran = suyuan("code", "parse", "O4QCB76836300JBC4OOO09O3", "--json")
    body = json.loads(ran.stdout)
    assert body["code"] == "O4QCB76836300JBC4OOO09O3"
    assert body["readings"] == ["O4QCB76836300JBC40000903"]
    told = suyuan("code", "parse", "O4QCB76836300JBC4OOO09O3")
    assert "suyuan code parse O4QCB76836300JBC40000903" in told.stderr


def test_two_line_payloads_are_joined_when_asked(suyuan):
    payload = "04QCB76836300\r\nJBC40000903"
    assert suyuan("code", "parse", payload).returncode == 3
    joined = suyuan("code", "parse", payload, "--join", "--json")
    assert joined.returncode == 0
    assert json.loads(joined.stdout)["code"] == PLAIN


def test_chinese_is_spoken_by_flag_or_locale(suyuan):
    by_flag = suyuan("code", "parse", PLAIN, "--lang", "zh").stdout
    by_locale = suyuan("code", "parse", PLAIN, LANG="zh_CN.UTF-8").stdout
    assert "厂商代码" in by_flag
    assert by_flag == by_locale


def test_shared_options_may_stand_before_the_command(suyuan):
    ran = suyuan("--json", "--lang", "zh", "code", "parse", PLAIN)
    assert json.loads(ran.stdout)["segments"][0]["name"] == "厂商代码"


def test_no_colour_goes_into_a_pipe(suyuan):
    ran = suyuan("code", "parse", "no code", FORCE_COLOR="1")
    assert "\x1b" not in ran.stdout + ran.stderr
