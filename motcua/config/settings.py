"""Settings of one deployment: read from the environment, with defaults that run a centre on one machine.

Every variable is documented once, in docs/operations.md.
"""

import contextlib
import json
import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent
PACKAGE_DIR = BASE_DIR / "motcua"


def env_flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def env_list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def kept_secret(name: str) -> str:
    """Return the secret of this name from the environment, or the one kept in the data folder."""
    if value := os.environ.get(f"MOTCUA_{name.upper()}"):
        return value
    path = DATA_DIR / f"{name}.key"
    if not path.exists():
        DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Two processes may start at once: the key appears whole, and the second one keeps the first one's.
        draft = path.with_suffix(f".{os.getpid()}.tmp")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()


DATA_DIR = Path(os.environ.get("MOTCUA_DATA", BASE_DIR / "var")).resolve()
PRODUCTION = env_flag("MOTCUA_PRODUCTION")
DEBUG = env_flag("MOTCUA_DEBUG") and not PRODUCTION
SECRET_KEY = kept_secret("secret_key")
# Personal numbers are encrypted with this key and looked up by an index made with it: losing it loses them.
PERSONAL_DATA_KEY = kept_secret("personal_data_key")

ALLOWED_HOSTS = env_list("MOTCUA_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("MOTCUA_ORIGINS")
# Where `motcua serve` listens.
BIND = os.environ.get("MOTCUA_BIND", "127.0.0.1")
PORT = int(os.environ.get("PORT", "8000"))
# The address people reach the portal at; printed as a QR code on receipts.
PUBLIC_URL = os.environ.get("MOTCUA_PUBLIC_URL", f"http://127.0.0.1:{PORT}")

# Where pages of the hall listen for its movements, the centre's key added (docs/decisions/0012); port 0: nowhere.
STREAM_PORT = int(os.environ.get("MOTCUA_STREAM_PORT", str(PORT + 1)))
_OWN_STREAM = f"http://{urlsplit(PUBLIC_URL).hostname}:{STREAM_PORT}/stream/" if STREAM_PORT else ""
STREAM_URL = os.environ.get("MOTCUA_STREAM_URL", "/stream/" if PRODUCTION and STREAM_PORT else _OWN_STREAM)
_STREAM = urlsplit(STREAM_URL)
# How many pages may listen in one process, and from one address.
STREAM_MOST = int(os.environ.get("MOTCUA_STREAM_MOST", "5000"))
STREAM_PER_ADDRESS = int(os.environ.get("MOTCUA_STREAM_PER_ADDRESS", "500"))

# How many proxies of ours stand in front; each adds the address it was called from to X-Forwarded-For.
PROXIES = int(os.environ.get("MOTCUA_PROXIES", "0"))
# Choices the law leaves to a decision, by the names of motcua.dossiers.rules.law.Law.
LAW = json.loads(os.environ.get("MOTCUA_LAW") or "{}")
# Names people see on every page. The default is the invented province of the demo.
SITE = {
    "name": os.environ.get("MOTCUA_SITE_NAME") or _("Cổng Dịch vụ công"),
    "place": os.environ.get("MOTCUA_PLACE") or _("Tỉnh Hồng Lạc"),
    "government": os.environ.get("MOTCUA_GOVERNMENT") or _("UBND tỉnh Hồng Lạc"),
    "centre": os.environ.get("MOTCUA_CENTRE") or _("Trung tâm Phục vụ hành chính công tỉnh Hồng Lạc"),
    "address": os.environ.get("MOTCUA_ADDRESS") or _("Số 1 đường Hòa Bình, phường Lạc Hồng"),
    "helpline": os.environ.get("MOTCUA_HELPLINE", "1022"),
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "motcua.base",
    "motcua.accounts",
    "motcua.history",
    "motcua.worktime",
    "motcua.organisations",
    "motcua.people",
    "motcua.catalogue",
    "motcua.workflow",
    "motcua.documents",
    "motcua.notifications",
    "motcua.dossiers",
    "motcua.queueing",
    "motcua.appointments",
    "motcua.reports",
    "motcua.demo",
    "motcua.web.ui",
    "motcua.web.portal",
    "motcua.web.kiosk",
    "motcua.web.desk",
    "motcua.web.cases",
    "motcua.web.insight",
    "motcua.web.setup",
    "motcua.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "motcua.config.middleware.PolicyMiddleware",
    "motcua.config.middleware.PageSessionMiddleware",
    "motcua.config.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "motcua.config.middleware.PageUserMiddleware",
    "motcua.config.middleware.PageNoticeMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "motcua.config.urls"
WSGI_APPLICATION = "motcua.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "motcua.web.ui.context.shell",
            ],
            "builtins": ["motcua.web.ui.templatetags.ui"],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", f"sqlite:///{DATA_DIR / 'motcua.sqlite3'}"),
        conn_max_age=60,
        conn_health_checks=False,
    )
}
ON_SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
if ON_SQLITE:
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue from the start of a transaction instead of failing half-way (bugsink's rule).
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000;",
    }
else:
    # The hot statements are planned once per connection by base/trips.py; a driver that planned some too would drop
    # them all whenever it rolls back.
    DATABASES["default"]["OPTIONS"] = {"server_side_binding": True, "prepare_threshold": None}
# SQLite has one writer at a time: a second process would only wait for it (docs/decisions/0004).
WORKERS = int(os.environ.get("MOTCUA_WORKERS", "1" if ON_SQLITE else "2"))
THREADS = int(os.environ.get("MOTCUA_THREADS", "2"))
# Whether one process more makes the calls of a hall for all of them; a single one needs none.
USHER = os.environ.get("MOTCUA_USHER", "1" if WORKERS > 1 else "0") == "1"
# How often `motcua serve` looks what time has made due (reminders, letters of apology); 0: somebody else runs it.
WATCH_MINUTES = int(os.environ.get("MOTCUA_WATCH_MINUTES", "5"))
# Notices: without an address the channel is not set up, and nothing is queued for it (docs/decisions/0009).
# smtp://, smtp+starttls:// or smtps://user:password@host:port.
_SMTP = urlsplit(os.environ.get("MOTCUA_SMTP_URL", ""))
EMAIL_HOST = _SMTP.hostname or ""
EMAIL_PORT = _SMTP.port or {"": 25, "smtp": 25, "smtp+starttls": 587, "smtps": 465}[_SMTP.scheme]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_SMTP.username or ""), unquote(_SMTP.password or "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _SMTP.scheme == "smtp+starttls", _SMTP.scheme == "smtps"
DEFAULT_FROM_EMAIL = os.environ.get("MOTCUA_SMTP_FROM", "motcua@localhost")
SMS_URL = os.environ.get("MOTCUA_SMS_URL", "")
SMS_TOKEN = os.environ.get("MOTCUA_SMS_TOKEN", "")
# Where `make run` lets a twin of an SMS gateway stand in for one; port 0: nowhere.
SANDBOX_PORT = int(os.environ.get("MOTCUA_SANDBOX_PORT", str(PORT + 2)))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "motcua.accounts.backends.RememberingBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "ui:sign-in"
LOGIN_REDIRECT_URL = "ui:start"
LOGOUT_REDIRECT_URL = "ui:sign-in"
SESSION_ENGINE = "motcua.accounts.sessions"
SESSION_COOKIE_AGE = 9 * 60 * 60  # one working day, breaks included

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "motcua.web.ui.accounts.locked_out"
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "motcua.base.visitors.address_of"
CSRF_FAILURE_VIEW = "motcua.web.ui.errors.form_expired"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "files"
# What one file handed in may be at most.
FILE_MAX_BYTES = int(os.environ.get("MOTCUA_FILE_MB", "20")) * 2**20
FILE_MAX_PAGES = int(os.environ.get("MOTCUA_FILE_PAGES", "200"))
FILE_MAX_PIXELS = int(os.environ.get("MOTCUA_FILE_MEGAPIXELS", "100")) * 10**6
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# A file that is too big is not even written down.
FILE_UPLOAD_HANDLERS = ["motcua.web.ui.uploads.LimitedUpload"]
# The folder scanners write into; each centre has one of its own in it, named after its code.
SCANNER_FOLDER = os.environ.get("MOTCUA_SCANNER_FOLDER", "")
# Within how many working minutes of its reception a dossier is to be digitised; Hương Trà's norm of 2021.
DIGITISED_MINUTES = int(os.environ.get("MOTCUA_DIGITISED_MINUTES", "30"))

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF, *([f"{_STREAM.scheme}://{_STREAM.netloc}"] if _STREAM.netloc else [])],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# How many seconds a process may answer from its copy of a register before it asks for the version number.
REGISTER_SECONDS = 1.0

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
