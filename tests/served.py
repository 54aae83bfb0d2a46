"""按服务方运行 — in the tests' process, what a request asks is asked as in service.

The tests log in as who owns the tables, to lay out and look up what they please. A request must not profit from that:
while one is answered, the connection stands as the role that the service logs in as, to which the wall applies.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.http import HttpRequest, HttpResponse

from suyuan.storage import wall


@contextmanager
def as_served() -> Iterator[None]:
    """Stand as the service does, also within a transaction of the test's."""
    stack = wall._stack()  # noqa: SLF001 - what a block inside comes back to
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {wall.NOBODY.role}")
    stack.append(wall.NOBODY)
    try:
        yield
    finally:
        stack.clear()
        if connection.connection is not None and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")


class Served:
    """The outermost layer of the tests' requests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as in service; a page that asks no database needs none."""
        if not _reachable():
            return self.get_response(request)
        with as_served():
            return self.get_response(request)


def _reachable() -> bool:
    """Tell whether the test may reach the database at all."""
    try:
        connection.ensure_connection()
    except RuntimeError:
        return False
    return True
