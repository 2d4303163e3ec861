"""Settings common to every shape of deployment."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from luodi_web.settings import environment

PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = environment.data_dir()
DEMO = environment.flag("LUODI_DEMO")

SECRET_KEY = environment.key("secret_key", DATA_DIR)
# Keys the audit chain: who can write the database but not read this key cannot re-seal it.
AUDIT_KEY = environment.key("audit_key", DATA_DIR)
# How far the audit chain reached, kept beside the database; None keeps no such note.
AUDIT_ANCHOR = DATA_DIR / "audit.head"
ALLOWED_HOSTS = environment.hosts("localhost,127.0.0.1")
DEBUG = False

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "template_partials",
    "treebeard",
    "luodi_web.common",
    "luodi_web.people",
    "luodi_web.policies",
    "luodi_web.fields",
    "luodi_web.decisions",
    "luodi_web.enterprises",
    "luodi_web.benefits",
    "luodi_web.supervision",
    "luodi_web.staff",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "luodi_web.common.crowding.CrowdMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "luodi_web.common.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "luodi_web.people.middleware.SessionLifetimeMiddleware",
    "luodi_web.people.middleware.ActorMiddleware",
    "luodi_web.people.middleware.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "luodi_web.urls"
ASGI_APPLICATION = "luodi_web.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours come first: they replace allauth's pages of the same name.
        "DIRS": [PACKAGE_DIR / "staff" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "luodi_web.staff.navigation.shell",
            ],
        },
    }
]

DATABASES = {"default": environment.database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # In the database, not in memory: rate limits must hold across processes.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "luodi_web.people.passwords.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "luodi_web.people.passwords.ThreeClassesValidator"},
    {"NAME": "luodi_web.people.passwords.HistoryValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "staff:today"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "luodi_web.people.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = False
# Sign-in is limited by axes below; allauth limits the codes of the second factor.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/5m/key"}
ACCOUNT_FORMS = {"login": "luodi_web.people.forms.sign_in.SignInForm"}
MFA_FORMS = {
    "authenticate": "luodi_web.people.forms.sign_in.SignInCodeForm",
    "reauthenticate": "luodi_web.people.forms.sign_in.ConfirmCodeForm",
    "activate_totp": "luodi_web.people.forms.sign_in.ActivateCodeForm",
}
MFA_ADAPTER = "luodi_web.people.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "落地 Luodi"

# GB/T 22239-2019 8.1.4.1 b: five failures lock the account and the address for a time.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "luodi_web.people.accounts.locked_out"
AXES_USERNAME_CALLABLE = "luodi_web.people.accounts.attempted_username"
AXES_CLIENT_IP_CALLABLE = "luodi_web.people.address.address_of"
# The end of a lock is told on the page: trying on does not move it.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # the audit trail is the log
# Proxies in front of us whose X-Forwarded-For is believed; 0: the header is never read.
TRUSTED_PROXIES = environment.number("LUODI_PROXIES")

# 15–30 minutes idle (security.md 5.1); every request renews it.
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
# However busy, a session ends after this many seconds.
SESSION_LIFETIME_S = 8 * 60 * 60
PASSWORD_MAX_AGE_DAYS = 90
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # htmx sends it as a header
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "luodi_web.staff.views.errors.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "style-src": ["'self'"],
        # dmn-js, Web Awesome and ECharts set style attributes; nothing looser than this.
        "style-src-attr": ["'unsafe-inline'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英文"))]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
DATE_FORMAT = "Y年n月j日"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [PACKAGE_DIR / "static"]
FILES_DIR = DATA_DIR / "files"
# This node's search index: a cache of the database, made anew whenever it is not there.
SEARCH_DIR = DATA_DIR / "search"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# Largest file a person may upload, in bytes; the engine refuses larger ones too.
UPLOAD_MAX_BYTES = 20 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
