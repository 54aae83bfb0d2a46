"""Settings and tokens: which one wins, where it came from, and who may read it."""

import json
import stat
import sys
from pathlib import Path

import pytest

from suyuan.cli import tokens
from suyuan.cli.exits import Stopped
from suyuan.cli.settings import Settings

USER = """
default_profile = "work"
server = "https://user.example.org"
[profile.work]
server = "https://work.example.org"
[profile.sandbox]
server = "https://sandbox.example.org/"
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("SUYUAN_SERVER", "SUYUAN_TOKEN", "SUYUAN_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "config" / "suyuan").mkdir(parents=True)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path


def test_flag_before_environment_before_project_before_user_before_default(place, monkeypatch):
    assert Settings.gather().server == ("http://127.0.0.1:8000", "default")
    (place / "config/suyuan/suyuan.toml").write_text(USER)
    assert Settings.gather().server.text == "https://work.example.org"
    assert Settings.gather(profile="sandbox").server.text == "https://sandbox.example.org"
    assert Settings.gather(profile="none").server.text == "https://user.example.org"
    (place / "here/suyuan.toml").write_text('server = "https://project.example.org"')
    found = Settings.gather().server
    assert found == ("https://project.example.org", str(place / "here/suyuan.toml"))
    monkeypatch.setenv("SUYUAN_SERVER", "https://variable.example.org")
    assert Settings.gather().server == ("https://variable.example.org", "SUYUAN_SERVER")
    assert Settings.gather(server="https://flag.example.org").server.origin == "--server"


def test_a_profile_is_named_by_flag_variable_or_file(place, monkeypatch):
    (place / "config/suyuan/suyuan.toml").write_text(USER)
    assert Settings.gather().profile.text == "work"
    monkeypatch.setenv("SUYUAN_PROFILE", "sandbox")
    assert Settings.gather().profile == ("sandbox", "SUYUAN_PROFILE")
    assert Settings.gather(profile="other").profile == ("other", "--profile")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("server = 3", "should be text"),
        ("server = ", "cannot be read"),
        ('server = "ftp://x"', "no server address"),
        ('server = "https://name:secret@x"', "no server address"),
        ('token = "sy_x"', "holds a token"),
        ('[profile.a]\ntoken = "sy_x"', "holds a token"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(place, text, word):
    (place / "here/suyuan.toml").write_text(text)
    with pytest.raises(Stopped, match=word) as stopped:
        _ = Settings.gather().server
    assert stopped.value.code == 2
    assert stopped.value.then


@pytest.mark.usefixtures("place")
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_a_token_is_kept_for_its_owner_only_and_per_profile():
    one, other = Settings.gather(), Settings.gather(profile="other")
    written = tokens.keep(one, "sy_first-token-of-mine")
    tokens.keep(other, "sy_second-token-of-mine")
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    found = tokens.find(one)
    assert found is not None
    assert found.text == "sy_first-token-of-mine"
    assert "first" not in found.masked
    written.chmod(0o644)
    assert tokens.find(other) is not None
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert tokens.forget(one)
    assert not tokens.forget(one)
    assert tokens.find(one) is None
    assert tokens.find(other) is not None


def test_a_token_goes_to_no_other_server_than_its_own(place):
    tokens.keep(Settings.gather(), "sy_token-of-the-default-server")
    (place / "here/suyuan.toml").write_text('server = "https://elsewhere.example.org"')
    assert tokens.find(Settings.gather()) is None


@pytest.mark.usefixtures("place")
def test_the_variable_goes_before_the_stored_token(monkeypatch):
    tokens.keep(Settings.gather(), "sy_stored-token")
    monkeypatch.setenv("SUYUAN_TOKEN", "sy_token-of-the-variable")
    assert tokens.find(Settings.gather()) == ("sy_token-of-the-variable", "SUYUAN_TOKEN", "")


def test_config_show_says_where_each_value_came_from(suyuan, tmp_path):
    (tmp_path / "suyuan.toml").write_text('[profile.default]\nserver = "https://a.example.org"\n')
    ran = suyuan("config", "show", "--json", **{tokens.VARIABLE: "sy_secret-secret-secret"})
    body = json.loads(ran.stdout)
    assert ran.returncode == 0
    assert body["server"] == {"value": "https://a.example.org", "origin": str(tmp_path / "suyuan.toml")}
    assert body["profile"] == {"value": "default", "origin": "default"}
    assert body["token"] == {"value": "sy_s…", "origin": "SUYUAN_TOKEN"}
    assert "secret" not in ran.stdout + ran.stderr
