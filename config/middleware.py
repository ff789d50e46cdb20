"""What holds of every page: the address can be looked up, and the clinic acted in is known."""

from collections.abc import Callable
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from identity.models import Clinic
from tenancy.acting import current_context


class AddressMiddleware:
    """Refuse (400) an address with a NUL, which PostgreSQL has in no text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path + unquote(request.META["QUERY_STRING"]):
            raise BadRequest("The address holds a NUL.")
        return self.get_response(request)


class ClinicMiddleware:
    """Find the clinic acted in, and keep its time while the request is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        clinic = self._acted_in() if request.user.is_authenticated else None
        request.acting_clinic = clinic  # type: ignore[attr-defined]
        with timezone.override(ZoneInfo(clinic.timezone) if clinic else None):
            return self.get_response(request)

    def _acted_in(self) -> Clinic | None:
        clinic_id = current_context(connection).clinic_id
        return Clinic.objects.filter(pk=clinic_id).first() if clinic_id else None
