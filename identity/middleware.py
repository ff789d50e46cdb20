"""Failed sign-ins are counted whatever becomes of the request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from identity.attempts import record_failures


class FailedSignInMiddleware:
    """Count failed sign-ins outside the transactions of view and person, before the answer goes out.

    A view that answers with an error takes back what it wrote; a guess is not taken back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.failed_sign_ins = []  # type: ignore[attr-defined]
        response = self.get_response(request)
        record_failures(request)
        return response
