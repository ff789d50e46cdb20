"""What a front desk asks before it books."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from scheduling.models import Appointment


class WalkInForm(forms.Form):
    """Who has come without an appointment, and to whom."""

    asked: tuple[str, ...] = ("patient", "doctor", "visit_reason")

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.asked:
            field = self._as_in_the_admin(name, request)
            field.show_hidden_initial = False
            self.fields[name] = field

    @staticmethod
    def _as_in_the_admin(name: str, request: HttpRequest) -> Any:
        """Give the field of an appointment as its own page asks for it: people are found by typing."""
        column: Any = Appointment._meta.get_field(name)
        return admin.site.get_model_admin(Appointment).formfield_for_dbfield(column, request)


class BookingForm(WalkInForm):
    """Whose the slot is to be; the key, made with the form, lets it be sent twice and booked once."""

    asked = ("patient", "visit_reason")

    key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
