"""Error pages and reports, without what people wrote."""

from collections.abc import ItemsView
from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class NamesOnly(SafeExceptionReporterFilter):
    """Name variables and what was sent, and show of neither more than its type.

    A patient's number stands in many frames before it is encrypted: a report is no place for it, in
    development neither.
    """

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        return dict.fromkeys(request.POST, self.cleansed_substitute) if request else {}

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> ItemsView[str, Any]:
        return {name: type(value) for name, value in tb_frame.f_locals.items()}.items()
