"""Each signed-in request is one transaction in the person's role, until the response is rendered."""

from collections.abc import Callable
from secrets import token_urlsafe
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from tenancy.acting import acting_as

ACTING_CLINIC = "acting_clinic_id"
"""The session's key for the clinic that a superadmin, who has none, has chosen to act in."""


class ActingMiddleware:
    """Hold the person's transaction round view and template; roll it back on a 5xx.

    ATOMIC_REQUESTS covers only the view: a queryset that a template reads would find no role.
    Nobody signed in: no role, and so no rows. A superadmin acts in the clinic they have chosen.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = token_urlsafe(6)  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            if SESSION_KEY in request.session:  # of somebody who may sign in no longer
                request.session.flush()
            return self.get_response(request)
        chosen = request.session.get(ACTING_CLINIC) if request.user.clinic_id is None else None
        with acting_as(request.user, request, clinic_id=UUID(chosen) if chosen else None):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response
