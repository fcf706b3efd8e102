"""One settings file; what differs between machines comes from the environment (see .env.example)."""

import warnings
from datetime import date
from pathlib import Path

import environ
from celery.schedules import crontab

from cds_portal.broker import embedded_url

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
# A demonstration may be shown on another day: what is due, late or proposed then. A real one may not.
CLOCK_TODAY = date.fromisoformat(env("CLOCK_TODAY")) if DEMO and env("CLOCK_TODAY", default="") else None
PORT = env.int("PORT", default=8000)
SITE_URL = env("SITE_URL", default=f"http://127.0.0.1:{PORT}")
PROVINCE_CODE = env("PROVINCE_CODE", default="42")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []


def secret_key():
    """From the environment, else made once and kept in var/ so that a clone runs without setup."""
    if env("SECRET_KEY", default=""):
        return env("SECRET_KEY")
    path = VAR_DIR / "secret_key"
    if not path.exists():
        from django.core.management.utils import get_random_secret_key

        VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key(), encoding="utf8")
    return path.read_text(encoding="utf8").strip()


SECRET_KEY = secret_key()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "auditlog",
    "django_filters",
    "django_htmx",
    "import_export",
    "template_partials",
    "cds_portal",
    "cds_portal.accounts",
    "districts",
    "oversight",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    # After the CSRF check, so that no body is read that it refuses; before anything asks the database.
    "cds_portal.middleware.CleanInput",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cds_portal.middleware.HtmxSignIn",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "cds_portal.middleware.RefusalPage",
]

ROOT_URLCONF = "cds_portal.urls"
WSGI_APPLICATION = "cds_portal.wsgi.application"
ASGI_APPLICATION = "cds_portal.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cds_portal.context.portal",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "cds_portal.templatetags.portal",
            ],
        },
    }
]

FORM_RENDERER = "cds_portal.widgets.QuickSelects"


def database():
    """What DATABASE_URL names; a sentence and exit 1 for what is no such address, without its password."""
    try:
        with warnings.catch_warnings(action="ignore"):
            found = env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
    except ValueError:
        found = {}
    if not found.get("ENGINE", "").endswith((".sqlite3", ".postgresql")):
        raise SystemExit(
            "DATABASE_URL không phải địa chỉ cơ sở dữ liệu dùng được. Ví dụ: sqlite:////srv/cds/db.sqlite3 "
            "hoặc postgres://ten:matkhau@may:5432/cds"
        )
    return found


DATABASES = {"default": database()}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE takes the write lock at BEGIN: with DEFERRED concurrent writers fail instead of waiting.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits of the sign-in live in the cache: in the database, so that signing in works without the broker.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entries"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "cds_portal.accounts.passwords.UnlikeTheUser",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
    {"NAME": "cds_portal.accounts.passwords.MinimumLength", "OPTIONS": {"min_length": 9}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_ADAPTER = "cds_portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "cds_portal.accounts.forms.SignInForm",
    "change_password": "cds_portal.accounts.forms.PasswordChangeForm",
}
# A whole office shares one address behind NAT: the address limit is generous, the account limit is strict.
ACCOUNT_RATE_LIMITS = {"login_failed": "60/5m/ip,10/5m/key", "login": "200/m/ip"}
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if SITE_URL.startswith("https://"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
        "object-src": ["'none'"],
    }
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["cds_portal.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR_DIR / "media")))
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "cds_portal.uploads.CappedUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
MAX_PHOTO_BYTES = 15 * 1024 * 1024
MAX_FILE_BYTES = 25 * 1024 * 1024

# Without a mail server the mails lie in var/mail, one file each, to be looked at. The library takes the
# path's first slash for a separator: with only one the folder would be a relative one.
EMAIL_CONFIG = env.email_url("EMAIL_URL", default=f"filemail:///{VAR_DIR.absolute()}/mail")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="cds@localhost")

# Without an address `manage.py serve` runs its own server and keeps its data in var/.
EMBEDDED_BROKER = not env("REDIS_URL", default="")
REDIS_URL = embedded_url(VAR_DIR) if EMBEDDED_BROKER else env("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# No result backend: the rows of the database are the truth, a message only says "look".
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_ROUTES = {"oversight.tasks.render_document": {"queue": "documents"}}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "cds_portal.schedule:MendingScheduler"
CELERY_BEAT_SCHEDULE = {
    "send-digests": {
        "task": "oversight.tasks.send_digests",
        # Several times, so that a machine that was off at seven sends at eight; each person gets one.
        "schedule": crontab(hour="7-10", minute="*/15"),
        "options": {"expires": 600},
    },
    "reap-renderings": {
        "task": "oversight.tasks.reap_renderings",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "open-reporting-periods": {
        "task": "districts.tasks.open_reporting_periods",
        # Once a day is enough; thrice, so that a machine that was off in the night opens them too.
        "schedule": crontab(hour="1,7,13", minute=10),
        "options": {"expires": 3_600},
    },
    "make-ahead-summaries": {
        "task": "oversight.tasks.make_ahead_summaries",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "reap-long-work": {
        "task": "districts.tasks.reap_long_work",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "sweep-orphan-files": {
        "task": "oversight.tasks.sweep_orphan_files",
        "schedule": 86_400.0,
        "options": {"expires": 3_600},
    },
}
# Summaries are made before anybody asks: each at most once in so many minutes, so many a minute.
AHEAD_PAUSE_MINUTES = 10
AHEAD_AT_ONCE = 20
RENDER_DEADLINE_SECONDS = env.int("RENDER_DEADLINE_SECONDS", default=120)
RENDER_MEMORY_BYTES = env.int("RENDER_MEMORY_BYTES", default=2 * 1024**3)
RENDER_HEARTBEAT_SECONDS = env.int("RENDER_HEARTBEAT_SECONDS", default=2)
RENDER_LOST_AFTER_SECONDS = env.int("RENDER_LOST_AFTER_SECONDS", default=15)

IMPORT_EXPORT_USE_TRANSACTIONS = True
AUDITLOG_DISABLE_ON_RAW_SAVE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}
