"""Each signed-in request is one transaction in the person's role, until the response is rendered."""

from collections.abc import Callable
from secrets import token_urlsafe
from typing import TypeVar
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from tenancy.acting import acting_as

View = TypeVar("View", bound=Callable[..., HttpResponse])

ACTING_CLINIC = "acting_clinic_id"
"""The session's key for the clinic that a superadmin, who has none, has chosen to act in."""


def commits_by_itself(view: View) -> View:
    """Mark a view to which a POST leaves its transactions, so that no row stays locked while it answers.

    It has no role but where it acts as `request.user`, in `request.chosen_clinic_id`.
    """
    view.commits_by_itself = True  # type: ignore[attr-defined]
    return view


def of_nobody(view: View) -> View:
    """Mark a view to which it is nothing who has signed in: the session is not even looked for."""
    view.of_nobody = True  # type: ignore[attr-defined]
    return view


class ActingMiddleware:
    """Hold the person's transaction round view and template; roll it back on a 5xx.

    ATOMIC_REQUESTS covers only the view: a queryset that a template reads would find no role.
    Nobody signed in: no role, and so no rows. A superadmin acts in the clinic they have chosen.
    A view that commits by itself is left to do so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = token_urlsafe(6)  # type: ignore[attr-defined]
        if _is_marked(request, of_nobody):
            request.user = AnonymousUser()
            return self.get_response(request)
        if not request.user.is_authenticated:
            if SESSION_KEY in request.session:  # of somebody who may sign in no longer
                request.session.flush()
            return self.get_response(request)
        chosen = request.session.get(ACTING_CLINIC) if request.user.clinic_id is None else None
        clinic_id = UUID(chosen) if chosen else None
        request.chosen_clinic_id = clinic_id  # type: ignore[attr-defined]
        if request.method == "POST" and _is_marked(request, commits_by_itself):
            return self.get_response(request)
        with acting_as(request.user, request, clinic_id=clinic_id):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


def _is_marked(request: HttpRequest, mark: Callable[[View], View]) -> bool:
    try:
        return hasattr(resolve(request.path_info).func, mark.__name__)
    except Resolver404:
        return False
