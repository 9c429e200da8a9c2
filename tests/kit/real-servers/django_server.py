"""
django-oauth-toolkit and djangorestframework-simplejwt, as their Debian packages bring them, in one Django on loopback.

    python3 django_server.py PORT FOLDER LIFE_S

The database, the signing key and the user `ada` lie in FOLDER, so that a server that is started again knows what the
one before knew. Prints "ready" when it serves.
"""
import os
import sys
from datetime import timedelta
from wsgiref.simple_server import WSGIRequestHandler, make_server

port, folder, life = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
key_file = os.path.join(folder, "signing.pem")
if not os.path.exists(key_file):
    os.system(f"openssl genrsa -out {key_file} 2048 2>/dev/null")

import django
from django.conf import settings

settings.configure(
    DEBUG=False,
    SECRET_KEY="a key for tests alone, long enough for HS256 and its like",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(folder, "db.sqlite3")}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "oauth2_provider",
        "rest_framework",
        "rest_framework_simplejwt.token_blacklist",
    ],
    MIDDLEWARE=[
        # Answers an address without its slash with a redirect, as stock projects do.
        "django.middleware.common.CommonMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request"],
                "loaders": [
                    (
                        "django.template.loaders.locmem.Loader",
                        {"registration/login.html": "<form method=post>{% csrf_token %}{{ form }}</form>"},
                    ),
                ],
            },
        }
    ],
    LOGIN_URL="/accounts/login/",
    OAUTH2_PROVIDER={
        "ACCESS_TOKEN_EXPIRE_SECONDS": life,
        "ROTATE_REFRESH_TOKEN": True,
        "REFRESH_TOKEN_GRACE_PERIOD_SECONDS": 0,
        "PKCE_REQUIRED": True,
        "OIDC_ENABLED": True,
        "OIDC_RSA_PRIVATE_KEY": open(key_file).read(),
        "SCOPES": {"read": "Reading", "openid": "Who it is"},
        "DEFAULT_SCOPES": ["read"],
    },
    SIMPLE_JWT={
        "ACCESS_TOKEN_LIFETIME": timedelta(seconds=life),
        "REFRESH_TOKEN_LIFETIME": timedelta(days=1),
        "ROTATE_REFRESH_TOKENS": True,
        "BLACKLIST_AFTER_ROTATION": True,
    },
    REST_FRAMEWORK={"UNAUTHENTICATED_USER": None},
)
django.setup()

from django.contrib.auth import get_user_model
from django.contrib.auth.views import LoginView
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path
from oauth2_provider.contrib.rest_framework import OAuth2Authentication
from oauth2_provider.models import Application
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.views import TokenBlacklistView, TokenObtainPairView, TokenRefreshView


class HasToken(BasePermission):
    """A client with its own credentials has no user, and a token all the same."""

    def has_permission(self, request, view):
        return request.auth is not None


class Guarded(APIView):
    permission_classes = [HasToken]

    def get(self, request):
        return Response({"whose": str(request.user)})


urlpatterns = [
    path("accounts/login/", LoginView.as_view()),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("o/guarded/", Guarded.as_view(authentication_classes=[OAuth2Authentication])),
    path("api/token/", TokenObtainPairView.as_view()),
    path("api/token/refresh/", TokenRefreshView.as_view()),
    path("api/token/blacklist/", TokenBlacklistView.as_view()),
    path("api/guarded/", Guarded.as_view(authentication_classes=[JWTAuthentication])),
]


def prepare():
    call_command("migrate", verbosity=0)
    users = get_user_model().objects
    if users.filter(username="ada").exists():
        return
    ada = users.create_user("ada", password="a password for tests")
    desk = dict(user=ada, skip_authorization=True, algorithm=Application.RS256_ALGORITHM)
    Application.objects.create(
        client_id="desk",
        client_type=Application.CLIENT_PUBLIC,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris="http://127.0.0.1:18931/back",
        **desk,
    )
    Application.objects.create(
        client_id="machine",
        client_secret="the-secret-of-the-machine",
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        user=ada,
    )


class Quiet(WSGIRequestHandler):
    def log_message(self, *_words):
        pass


prepare()
server = make_server("127.0.0.1", port, get_wsgi_application(), handler_class=Quiet)
print("ready", flush=True)
server.serve_forever()
