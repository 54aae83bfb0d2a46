"""Two web processes behave as one: what one of them counts, gives out or takes back holds in the other.

The other process is a real one, with Django of its own over the same home and database.
"""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.test import Client

from suyuan.law.duty import Role
from suyuan.services import clock
from suyuan.services.keys import operations as keys
from suyuan.storage import persons, programs
from suyuan.web import signing

pytestmark = pytest.mark.usefixtures("database")
FORM = "application/x-www-form-urlencoded"
WRONG = "not the password"
PREPARED = """
import django, json, sys
from urllib.parse import urlencode
django.setup()
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
def oauth(what, **fields):
    form = "application/x-www-form-urlencoded"
    return Client().post("/api/v1/oauth/" + what, urlencode(fields), content_type=form)
"""


@pytest.fixture(autouse=True)
def uncounted():
    """Begin with nothing counted, and leave nothing counted."""
    cache.clear()
    yield
    cache.clear()


def elsewhere(script, *arguments):
    """Run a script in another process of the server; give what it prints as JSON."""
    ran = subprocess.run(
        [sys.executable, "-c", PREPARED + script, *arguments],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(ran.stdout.splitlines()[-1])


def oauth(what, **fields):
    return Client().post(f"/api/v1/oauth/{what}", urlencode(fields), content_type=FORM)


def test_a_device_that_began_at_one_process_is_let_in_at_the_other(road):
    firm = road.firm(Role.VEHICLE_MAKER)
    begun = elsewhere(
        "print(json.dumps(oauth('device', client_id=sys.argv[1]).json()))",
        programs.COMMAND_LINE,
    )
    person = Client()
    person.force_login(get_user_model().objects.get(id=firm.user_id))
    agreed = person.post(f"/device?code={begun['user_code']}", {"action": "confirm"})
    assert agreed.status_code == 200
    grant = "urn:ietf:params:oauth:grant-type:device_code"
    asked = {"grant_type": grant, "client_id": programs.COMMAND_LINE, "device_code": begun["device_code"]}
    drawn = oauth("token", **asked)
    assert (drawn.status_code, bool(drawn.json()["access_token"])) == (200, True)
    assert oauth("token", **asked).status_code == 400  # one code draws one token, wherever it is asked


def test_wrong_passwords_count_wherever_they_are_tried(road):
    firm = road.firm(Role.VEHICLE_MAKER)
    user = get_user_model().objects.get(id=firm.user_id)
    user.set_password("the right password")
    user.save()
    tried = elsewhere(
        "form = {'login': sys.argv[1], 'password': sys.argv[2]}\n"
        "print(json.dumps([Client().post('/accounts/login/', form).status_code for _ in range(5)]))",
        user.username,
        WRONG,
    )
    assert tried == [200] * 5
    answer = Client().post("/accounts/login/", {"login": user.username, "password": "the right password"})
    assert (answer.status_code, "sessionid" in answer.cookies) == (200, False)


def test_a_program_that_asks_too_often_is_told_when_to_come_again(road):
    firm = road.firm(Role.VEHICLE_MAKER)
    made = keys.enter(firm, name="a", duties=None, last_day=keys.default_end())
    fields = {"grant_type": "client_credentials", "client_id": made.public, "client_secret": "wrong"}
    tried = elsewhere(
        "form = json.loads(sys.argv[1])\n"
        "print(json.dumps([oauth('token', **form).status_code for _ in range(20)]))",
        json.dumps(fields),
    )
    assert set(tried) == {401}
    here = [oauth("token", **fields).status_code for _ in range(11)]
    assert here == [401] * 10 + [429]
    busy = oauth("token", **fields | {"client_secret": made.text})
    assert (busy.status_code, busy.json()["error"], busy.headers["Retry-After"]) == (429, "slow_down", "60")
    assert busy.headers["Cache-Control"] == "no-store"
    other = keys.enter(firm, name="b", duties=None, last_day=keys.default_end())
    drawn = oauth("token", grant_type="client_credentials", client_id=other.public, client_secret=other.text)
    assert drawn.status_code == 200  # a neighbour behind the same address goes on


@pytest.mark.parametrize(("what", "most"), [("device", 60), ("revoke", 300)])
def test_the_other_addresses_of_the_provider_are_limited_too(what, most):
    statuses = [oauth(what).status_code for _ in range(most + 1)]
    assert 429 not in statuses[:-1]
    assert statuses[-1] == 429


def test_what_is_over_is_swept(road):
    del road
    cache.set("over", 1, timeout=1)
    cache.set("living", 1, timeout=60)
    time.sleep(2.1)
    assert persons.sweep(at=clock.true_now())["shared_cache"] == 1
    assert cache.get("living") == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'shared_cache'")
        assert cursor.fetchone() == ("u",)


def test_of_processes_that_start_at_once_on_a_new_home_all_read_one_secret(tmp_path: Path):
    script = (
        "import sys, pathlib; from suyuan.web import signing; h = pathlib.Path(sys.argv[1]);"
        "print(hash((signing.secret_key(h), signing.private_key(h))))"
    )

    def start(_):
        command = [sys.executable, "-c", script, str(tmp_path / "home")]
        environment = os.environ | {"PYTHONHASHSEED": "0"}
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return ran.stdout

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(start, range(4)))) == 1
    assert {path.name for path in (tmp_path / "home").iterdir()} == {signing.SECRET_FILE, signing.FILE}
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "home").iterdir()} == {0o600}
