"""Settings, all from the environment (or `.env`; `.env.example` lists what there is)."""

from pathlib import Path

import environ

from config.databases import databases
from config.theme import theme

BASE_DIR = Path(__file__).resolve().parents[1]

env = environ.Env()
env.read_env(BASE_DIR / ".env")

DATABASES = databases(env)
EMBEDDED = DATABASES["default"]["ENGINE"] == "postgres.embedded"

# A named server without a named environment is production: the safe reading of a forgotten line.
DJANGO_ENV = env.str("DJANGO_ENV", "") or ("development" if EMBEDDED else "production")
if DJANGO_ENV not in {"development", "test", "production"}:
    raise environ.ImproperlyConfigured(
        f"DJANGO_ENV is {DJANGO_ENV!r}: make it development, test or production."
    )
PRODUCTION = DJANGO_ENV == "production"
if PRODUCTION and EMBEDDED:
    raise environ.ImproperlyConfigured(
        "The embedded server is for development: set APP_DATABASE_URL, and DATABASE_URL to migrate."
    )

SECRET_KEY = env.str("SECRET_KEY", "" if PRODUCTION else "a key for development, known to all")
if not SECRET_KEY:
    raise environ.ImproperlyConfigured(
        "SECRET_KEY is empty: give it a long random text, as .env.example says."
    )
# Master keys, the first of which is in use; the embedded server has one of its own.
ENCRYPTION_KEYS = env.list("ENCRYPTION_KEYS", default=[])
DEBUG = env.bool("DEBUG", DJANGO_ENV == "development") and not PRODUCTION
DEFAULT_EXCEPTION_REPORTER_FILTER = "config.reporting.NamesOnly"
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    # Ours come first, so that their commands (migrate, createsuperuser) replace Django's.
    "postgres",
    "tenancy",
    "audit",
    "privacy",
    "identity",
    "clinical",
    "scheduling",
    "records",
    "finance",
    "comms",
    "webhooks",
    "system",
    "unfold.apps.BasicAppConfig",  # the admin's theme: without this line it has Django's own look
    "config.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.AddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "identity.middleware.FailedSignInMiddleware",
    "tenancy.middleware.ActingMiddleware",
    "config.middleware.ClinicMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASE_ROUTERS = ["tenancy.router.OwnerMigrates"]

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["identity.authentication.ClinicBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name", "display_name")},
    },
    *(
        {"NAME": f"django.contrib.auth.password_validation.{name}"}
        for name in (
            "MinimumLengthValidator",
            "CommonPasswordValidator",
            "NumericPasswordValidator",
        )
    ),
]
SESSION_ENGINE = "tenancy.sessions"
# A working day; screens at a clinic are shared.
SESSION_COOKIE_AGE = env.int("SESSION_COOKIE_AGE", 12 * 3600)
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "admin:login"

# In bytes; senders of events send some thousands.
WEBHOOK_MAX_BODY = env.int("WEBHOOK_MAX_BODY", 1_048_576)

SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # an e-mail address is unique per clinic; ClinicBackend tells namesakes apart
]

# Development prints what it would send.
vars().update(env.email_url("EMAIL_URL", "smtp://localhost:25" if PRODUCTION else "consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "webmaster@localhost")

LANGUAGE_CODE = "en"
TIME_ZONE = "Asia/Singapore"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "config.formats"

UNFOLD = theme()

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", PRODUCTION)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000 if PRODUCTION else 0)
# Bind more than this host only on purpose: browsers remember it for a year.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", False)
# A proxy that ends TLS says so in this header; only then is it believed.
if env.bool("BEHIND_TLS_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
