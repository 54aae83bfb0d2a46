"""The identity provider of a province for the tests: allauth's own OpenID Connect provider, served by itself.

``python province.py FOLDER PORT CALLBACK_BASE`` makes people and clients in a database of its own, then serves.
"""

import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

FOLDER, PORT, CALLBACK = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
PASSWORD = "of-the-province"  # noqa: S105 - of a provider that is thrown away
# user name at the province, e-mail address, whether the province has verified it
PEOPLE = (
    ("wang", "wang@capital.example", True),
    ("liar", "wang@capital.example", False),
    ("nobody", "nobody@capital.example", True),
    ("boss", "boss@firm.example", True),
)

key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
settings.configure(
    SECRET_KEY="of the tests only",  # noqa: S106 - as it says
    DEBUG=False,
    ALLOWED_HOSTS=["localhost"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "province.sqlite3"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "allauth",
        "allauth.account",
        "allauth.idp.oidc",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
    ACCOUNT_LOGIN_METHODS={"username"},
    ACCOUNT_SIGNUP_FIELDS=["username*", "password1*"],
    ACCOUNT_EMAIL_VERIFICATION="none",
    SESSION_COOKIE_NAME="province_session",
    CSRF_COOKIE_NAME="province_csrf",
    IDP_OIDC_PRIVATE_KEY=key.decode(),
)
django.setup()

from allauth.account.models import EmailAddress  # noqa: E402 - Django must be set up before its tables are read
from allauth.idp.oidc.models import Client  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import include, path  # noqa: E402

urlpatterns = [path("accounts/", include("allauth.urls")), path("", include("allauth.idp.urls"))]


def fill() -> None:
    """Make the people, and a client for each of the two names under which the platform knows this provider."""
    call_command("migrate", verbosity=0, interactive=False)
    for username, email, verified in PEOPLE:
        user = get_user_model().objects.create_user(username, email, PASSWORD)
        if verified:
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        else:
            EmailAddress.objects.create(user=user, email=email, verified=False, primary=True)
    for name in ("capital", "elsewhere"):
        client = Client(
            id=name,
            name=name,
            skip_consent=True,
            scopes="openid\nprofile\nemail",
            redirect_uris=f"{CALLBACK}/accounts/oidc/{name}/login/callback/",
        )
        client.set_secret("secret of the tests")
        client.save()


class Server(ThreadingMixIn, WSGIServer):
    """A browser and the platform ask at the same time."""

    daemon_threads = True


class Silent(WSGIRequestHandler):
    """Says nothing on standard error."""

    def log_message(self, *args: object) -> None:
        """Keep still."""


if __name__ == "__main__":
    fill()
    with make_server("localhost", PORT, get_wsgi_application(), Server, Silent) as server:
        server.serve_forever()
