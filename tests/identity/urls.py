"""The project's pages, and a view that tries a password and then fails."""

from typing import Any

from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from tests.identity.account import EMAIL

FAILURES: dict[int, Any] = {403: PermissionDenied, 404: Http404, 500: RuntimeError}


def guess(request: HttpRequest, status: int) -> HttpResponse:
    authenticate(request, username=EMAIL, password="wrong")
    if status in FAILURES:
        raise FAILURES[status]
    return HttpResponse(status=status)


urlpatterns = [path("guess/<int:status>", guess), path("", include("config.urls"))]
