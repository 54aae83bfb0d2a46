"""外发链接 — addresses that leave the platform: in letters, on labels, in what one is told to keep.

They begin with the origin that the operator declared. What a request says of its own host is whoever's who sent it: a
letter that somebody asks for in another's name must not lead elsewhere, nor a label that outlives the host.
"""

from urllib.parse import urlsplit

from django.conf import settings


def outward(address: str) -> str:
    """Give an address of ours, whole or from its path on, as others reach it."""
    return f"{settings.PUBLIC_ORIGIN}{urlsplit(address)._replace(scheme='', netloc='').geturl()}"
