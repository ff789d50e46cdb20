"""Views for the tests of the middleware."""

import contextlib
from collections.abc import Iterator

from django.db import DatabaseError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import path

from identity.models import Clinic, User
from tenancy import acting_as
from tenancy.middleware import commits_by_itself


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


def rename_and_find_nothing(request: HttpRequest) -> HttpResponse:
    rename(request, 200)
    raise Http404


def swallow(request: HttpRequest) -> HttpResponse:
    rename(request, 200)
    with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column FROM clinic.clinics")
    return HttpResponse("saved!")


def remember(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = request.session.get("seen", 0) + 1
    request.session.save()
    return HttpResponse(request.session["seen"])


@transaction.non_atomic_requests
async def remember_asynchronously(request: HttpRequest) -> HttpResponse:
    await request.session.aset("seen", await request.session.aget("seen", 0) + 1)
    await request.session.asave()
    return HttpResponse(await request.session.aget("seen"))


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def names() -> Iterator[str]:
        for clinic in Clinic.objects.all():
            yield clinic.name

    return StreamingHttpResponse(names())


async def atomically(request: HttpRequest) -> HttpResponse:
    return HttpResponse(", ".join([clinic.name async for clinic in Clinic.objects.all()]))


@transaction.non_atomic_requests
async def asynchronously(request: HttpRequest) -> HttpResponse:
    return await atomically(request)


@commits_by_itself
def by_itself(request: HttpRequest) -> HttpResponse:
    """Rename the clinic, say who asks then, and fail: what is done stays done."""
    assert isinstance(request.user, User)
    with acting_as(request.user, request):
        rename(request, 200)
    return HttpResponse(whoami(request).content, status=503)


urlpatterns = [
    path("by-itself", by_itself),
    path("asynchronously", asynchronously),
    path("asynchronously-and-atomically", atomically),
    path("whoami", whoami),
    path("lazily", lazily),
    path("rename/<int:status>", rename),
    path("rename-and-fail", rename_and_fail),
    path("rename-and-find-nothing", rename_and_find_nothing),
    path("swallow", swallow),
    path("remember", remember),
    path("remember-asynchronously", remember_asynchronously),
    path("stream", stream),
]
