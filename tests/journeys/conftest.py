"""A live server over the database of the run, for programs that come from outside."""

import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Keep the test's output for its findings."""


@pytest.fixture(scope="module")
def live(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:  # noqa: ARG001 - the database is there
    """The address of a running server."""
    with django_db_blocker.unblock():
        serving = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet, connections_override=None)
        serving.set_app(get_wsgi_application())
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()
        serving.server_close()
