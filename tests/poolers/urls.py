"""The same questions as pages: asked in the role of whoever is signed in, or of nobody."""

import contextlib
from http import HTTPStatus

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.urls import path

from tests.poolers import questions
from tests.poolers.plan import Ids


def read(request: HttpRequest, table: str) -> JsonResponse:
    return answer(questions.read(table))


def write(request: HttpRequest, reason: str) -> JsonResponse:
    written = questions.write(reason)
    request.session["reason"] = reason
    request.session.save()
    return answer(written)


def write_and_fail(request: HttpRequest, reason: str) -> JsonResponse:
    write(request, reason)
    raise RuntimeError


def write_and_give_up(request: HttpRequest, reason: str) -> JsonResponse:
    response = write(request, reason)
    response.status_code = HTTPStatus.INTERNAL_SERVER_ERROR
    return response


def write_and_swallow(request: HttpRequest, reason: str) -> JsonResponse:
    response = write(request, reason)
    with contextlib.suppress(DatabaseError):
        questions.fail()
    return response


def answer(ids: Ids) -> JsonResponse:
    process, who = questions.standing()
    rows = None if ids is None else sorted(ids)
    return JsonResponse({"process": process, "standing": who, "rows": rows})


urlpatterns = [
    path("read/<table>", read),
    path("write/<reason>", write),
    path("write-and-fail/<reason>", write_and_fail),
    path("write-and-give-up/<reason>", write_and_give_up),
    path("write-and-swallow/<reason>", write_and_swallow),
]
