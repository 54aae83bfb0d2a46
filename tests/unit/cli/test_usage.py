"""What every command shares: help, usage errors, exit codes, and what it loads."""

import subprocess
import sys

import pytest

from suyuan.cli.main import run

COMMANDS = [
    ("code", "parse"),
    ("duty", "list"),
    ("duty", "template"),
    ("check",),
    ("file",),
    ("due", "list"),
    ("battery", "get"),
    ("battery", "trace"),
    ("verify",),
    ("auth", "login"),
    ("auth", "status"),
    ("auth", "logout"),
    ("config", "show"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_of_the_contract_takes_json(capsys, command):
    assert run([*command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert "--json" in shown
    assert "--token" not in shown


def test_the_help_page_names_the_commands_and_the_exit_codes(suyuan):
    shown = suyuan("--help").stdout
    for command in COMMANDS:
        assert command[0] in shown
    assert "6 try again" in shown


@pytest.mark.parametrize(
    "line", [(), ("duty",), ("dutty",), ("check",), ("check", "24.2.b"), ("due", "list", "--no")]
)
def test_a_wrong_command_line_is_usage(capsys, line):
    assert run(line) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err


def test_an_unknown_duty_names_the_next_command(suyuan, tmp_path):
    (tmp_path / "f.csv").write_text("vin\n")
    ran = suyuan("check", "24.9", "f.csv")
    assert ran.returncode == 2
    assert "suyuan duty list" in ran.stderr


def test_a_command_without_a_token_asks_to_sign_in(suyuan, tmp_path):
    (tmp_path / "f.csv").write_text("vin\n")
    for line in (("due", "list"), ("battery", "get", "X"), ("auth", "status"), ("file", "24.2.b", "f.csv")):
        ran = suyuan(*line)
        assert ran.returncode == 4, line
        assert "suyuan auth login" in ran.stderr


def test_a_server_that_does_not_answer_is_for_later(suyuan):
    ran = suyuan("due", "list", SUYUAN_SERVER="http://127.0.0.1:1", SUYUAN_TOKEN="x" * 20)
    assert ran.returncode == 6
    assert ran.stdout == ""
    assert "again" in ran.stderr


def _loaded(line: str) -> set[str]:
    called = f"from suyuan.cli.main import run; run({line.split()!r})"
    code = f"import sys; {called}; sys.stderr.write(' '.join(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return set(ran.stderr.split())


def test_reading_a_code_waits_for_nothing_heavy():
    loaded = _loaded("code parse 04QCB76836300JBC40000903")
    assert not loaded & {"polars", "httpx", "stamina", "rich", "django", "fastexcel", "xlsxwriter"}


def test_no_command_loads_the_server():
    modules = ["code", "duty", "check", "file", "due", "battery", "verify", "witness", "auth", "config"]
    code = (
        "import sys; " + "; ".join(f"import suyuan.cli.{name}" for name in modules) + "; print(*sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert not set(ran.stdout.split()) & {"django", "psycopg", "suyuan.services", "suyuan.storage", "ninja"}
