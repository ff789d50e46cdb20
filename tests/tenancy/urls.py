"""Views for the tests of the middleware."""

from collections.abc import Iterator

from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import path

from identity.models import Clinic, User


def whoami(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('app.current_request_id', true)")
        role, request_id = cursor.fetchone()
    return HttpResponse(f"{role} {request_id or '-'}")


def lazily(request: HttpRequest) -> TemplateResponse:
    template = engines["django"].from_string("{% for clinic in clinics %}{{ clinic }};{% endfor %}")
    return TemplateResponse(request, template, {"clinics": Clinic.objects.order_by("name")})


def rename(request: HttpRequest, status: int) -> HttpResponse:
    assert isinstance(request.user, User)
    assert request.user.clinic_id is not None
    Clinic.objects.filter(pk=request.user.clinic_id).update(name="Renamed")
    return HttpResponse(status=status)


def rename_and_fail(request: HttpRequest) -> HttpResponse:
    rename(request, 200)
    raise RuntimeError


def remember(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = request.session.get("seen", 0) + 1
    request.session.save()
    return HttpResponse(request.session["seen"])


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def names() -> Iterator[str]:
        for clinic in Clinic.objects.all():
            yield clinic.name

    return StreamingHttpResponse(names())


urlpatterns = [
    path("whoami", whoami),
    path("lazily", lazily),
    path("rename/<int:status>", rename),
    path("rename-and-fail", rename_and_fail),
    path("remember", remember),
    path("stream", stream),
]
