"""Django 设置 — Django's settings, derived from ``web.config``; nothing else reads the environment."""

from pathlib import Path

from suyuan.storage.address import database
from suyuan.web import config, mail, providers, signing

CONFIG = config.read()
HOME = CONFIG.home.absolute()
ROOT = Path(__file__).resolve().parent.parent

SECRET_KEY = signing.secret_key(HOME)
DEBUG = CONFIG.debug
ALLOWED_HOSTS = CONFIG.hosts.split(",")
ROOT_URLCONF = "suyuan.web.urls"
WSGI_APPLICATION = "suyuan.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "suyuan.portal",  # before allauth: our pages stand for those that allauth brings
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "django_htmx",
    "ninja",
    "procrastinate.contrib.django",
    "suyuan.storage",
    "suyuan.worker",
]
MIDDLEWARE = [
    *(["suyuan.web.middleware.Scheme"] if CONFIG.https else []),
    "suyuan.web.middleware.RequestId",
    "suyuan.web.middleware.ApiLane",
    "suyuan.web.middleware.Unkept",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "suyuan.web.middleware.FormGuard",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "portal" / "templates"],  # before the applications': pages of allauth wear our look
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "suyuan.portal.context.portal",
            ],
        },
    },
]
DATABASES = {"default": database(CONFIG.database_url, HOME)}
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "suyuan.portal.passwords.MinimumLength", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "suyuan.portal.account.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True  # one address for each person, the new one from when it is shown to be theirs
ACCOUNT_MAX_EMAIL_ADDRESSES = 2
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if CONFIG.https else "http"
# A wrong password counts against the name that it was tried on at this address; far looser against the name, from
# wherever it is tried (``portal.account``), and against the address. Behind one address sits a whole firm, which one
# colleague's forgotten password must not lock out; and nobody may lock a colleague out by trying at home. Letters that
# mend a password count alike: by address of both kinds, and far looser by that of the letter (``views.entrance``).
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/m/ip,5/5m/key",
    "login_failed_anywhere": "60/15m/key",
    "signup": "60/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "reset_password": "20/m/ip",
    "reset_password_here": "5/h/key",
    "reset_password_anywhere": "30/h/key",
    "reset_password_from_key": "20/m/ip",
    "manage_email": "10/h/user",
    "register_party": "30/h/ip",
    "draw_token": "300/m/ip,30/m/key",
    "begin_device": "60/m/ip",
    "revoke_token": "300/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = CONFIG.proxies
# Limits, codes of devices and one-time passwords that were used: all web processes count together (decision 0018).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

MFA_ADAPTER = "suyuan.portal.account.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Suyuan"

SOCIALACCOUNT_ADAPTER = "suyuan.portal.social.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = providers.settings(CONFIG.oidc_providers)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # our adapter links by rules of its own
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False

EMAIL = mail.settings(CONFIG.mail)
EMAIL_BACKEND = EMAIL.backend
EMAIL_HOST, EMAIL_PORT = EMAIL.host, EMAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL.user, EMAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = EMAIL.encrypted, EMAIL.upgraded
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = EMAIL.sender
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home"
LOGOUT_REDIRECT_URL = "/"

IDP_OIDC_PRIVATE_KEY = signing.private_key(HOME)
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 60 * 60
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 90 * 24 * 60 * 60
IDP_OIDC_DEVICE_CODE_EXPIRES_IN = 10 * 60
IDP_OIDC_RATE_LIMITS = {"device_user_code": "10/m/user"}

LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

PUBLIC_ORIGIN = config.public_origin(CONFIG)
STATIC_URL = "/static/"
LEDGER_ORIGIN = CONFIG.ledger_origin
CREDENTIAL_SUITE = CONFIG.credential_suite
WITNESSES = CONFIG.witnesses
MAPS = CONFIG.maps or str(Path(__file__).parents[1] / "portal" / "static" / "map")
MAP_REVIEW = CONFIG.map_review
WEBHOOK_PRIVATE = CONFIG.webhook_private
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns where it is missing
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

THREADS = CONFIG.threads
JOB_LINES = CONFIG.job_lines
DATA_UPLOAD_MAX_MEMORY_SIZE = CONFIG.upload_bytes
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
SECURE_PROXY_SSL_HEADER = (
    ("suyuan.scheme", "https") if CONFIG.https else None
)  # ``middleware.Scheme`` says it
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIG.https
SESSION_COOKIE_NAME = f"suyuan_session_{CONFIG.port}"
CSRF_COOKIE_NAME = f"suyuan_csrf_{CONFIG.port}"
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/api/v1/docs"],
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'", *providers.origins(CONFIG.oidc_providers)],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    },
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
