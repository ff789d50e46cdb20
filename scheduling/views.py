"""The pages of a clinic's day, and what its buttons do.

A page is a GET and changes nothing. A button is a POST: one call of the front desk, which commits by
itself, and then the way back with what became of it.
"""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import localize
from django.utils.http import urlencode
from django.utils.timezone import get_current_timezone_name, localdate, localtime
from django.views.decorators.http import require_GET, require_POST

from scheduling.booking import (
    REFUSALS,
    Booking,
    BookingInvalidError,
    BookingRefusedError,
    FrontDesk,
)
from scheduling.day import CANCEL, MOVE, ClinicDay, State, Step, with_steps
from scheduling.forms import BookingForm, WalkInForm
from scheduling.models import Appointment, AppointmentSlot, AppointmentStatus, QueueStatus
from tenancy.acting import acting_as
from tenancy.middleware import commits_by_itself

View = Callable[..., HttpResponse]
Action = Callable[..., Booking]

TOO_BUSY = (
    *(psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled),
    *(psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure),
)
YEARS = range(2000, 2200)
"""The years that an appointment may be in."""

BUSY = "The clinic's records are busy just now. Nothing was done: try again."

DONE = {
    "call_next": "{patient} is called, with number {number}.",
    "cancel_booking": "The appointment of {patient} is cancelled.",
    "confirm_booking": "The appointment of {patient} is confirmed.",
    "check_in": "{patient} is checked in, with number {number}.",
    "complete": "The consultation of {patient} is over.",
    "create_booking": "{patient} is booked for {time}.",
    "mark_no_show": "{patient} did not come.",
    "register_walk_in": "{patient} waits, with number {number}.",
    "reschedule_booking": "{patient} comes on {time} instead.",
    "return_to_queue": "{patient} waits again, with number {number}.",
    "start_consultation": "The consultation of {patient} has begun.",
}
"""What each method of the front desk has done, said to a person."""

STANDS: dict[str, str] = {
    AppointmentStatus.SCHEDULED: "{patient} is booked for {time}.",
    AppointmentStatus.CONFIRMED: "{patient} is booked for {time}.",
    AppointmentStatus.IN_PROGRESS: "The consultation of {patient} has begun.",
    AppointmentStatus.COMPLETED: "The consultation of {patient} is over.",
    AppointmentStatus.CANCELLED: "The appointment of {patient} is cancelled.",
    AppointmentStatus.RESCHEDULED: "The appointment of {patient} was moved.",
    AppointmentStatus.NO_SHOW: "{patient} did not come.",
    QueueStatus.WAITING: "{patient} waits, with number {number}.",
    QueueStatus.CALLED: "{patient} is called, with number {number}.",
}
"""How an appointment stands about which nothing was to be done any more."""

OF_THE_SLOT = {
    *("slot_not_found", "slot_unavailable", "slot_blocked", "slot_in_past", "too_far_ahead"),
    *("daily_limit_reached", "doctor_inactive"),
}
OF_THE_DOCTOR = {"doctor_away", "doctor_inactive", "doctor_not_found"}
OF_THE_PATIENT = {"invalid_input", "patient_not_found", "patient_overlap"}
MENDED_AT = {
    "cancel_booking": ("day:visit", {"invalid_input", "wrong_status"}),
    "create_booking": ("day:book", OF_THE_PATIENT),
    "register_walk_in": ("day:walk-in", OF_THE_PATIENT | OF_THE_DOCTOR),
    "reschedule_booking": ("day:visit", OF_THE_PATIENT | OF_THE_SLOT),
}
"""The page whose form can mend a refusal, and which; every other leads back to the day."""


def shows(page: View) -> View:
    """Make a page of a clinic's for who may read appointments; without a clinic it says so."""

    @require_GET
    @wraps(page)
    def view(request: HttpRequest, **named: Any) -> HttpResponse:
        if request.acting_clinic is None:  # type: ignore[attr-defined]
            return _rendered(request, "day", "The day")
        if not request.user.has_perm("scheduling.view_appointment"):
            raise PermissionDenied
        return page(request, **named)

    return view


@shows
def day(request: HttpRequest) -> HttpResponse:
    """Show the clinic's day: today, or the one that `?date=` names; `?visit=` is pointed out."""
    on = _clinic_day(request, _day_named(request.GET) or localdate())
    return _rendered(request, "day", "The day", on, found=request.GET.get("visit"))


@shows
def book(request: HttpRequest, slot_id: UUID) -> HttpResponse:
    """Ask for whom a slot is to be."""
    slot = AppointmentSlot.objects.filter(pk=slot_id).select_related("doctor").first()
    if slot is None:
        return _refused(request, BookingInvalidError("slot_not_found"))
    on = _clinic_day(request, localdate(slot.starts_at))
    offered = on.of_slot(slot)
    if not offered.is_offered:
        code = {State.BLOCKED: "slot_blocked", State.PAST: "slot_in_past"}.get(offered.state)
        if code is None or not slot.is_available or on.is_under_a_visit(slot):
            code = "slot_unavailable"
        return _refused(request, BookingInvalidError(code), on.day)
    form = BookingForm(request, initial=_patient_named(request.GET))
    return _rendered(request, "booking", "Book a time", on, form=form, slot=slot)


@shows
def walk_in(request: HttpRequest) -> HttpResponse:
    """Ask who has come without an appointment."""
    on = _clinic_day(request, localdate())
    form = WalkInForm(request, initial=_patient_named(request.GET))
    return _rendered(request, "booking", "Register a walk-in", on, form=form)


@shows
def visit(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Show an appointment, what may become of it, and the free times of its day or of `?date=`."""
    appointment = (
        with_steps(Appointment.objects.all())
        .filter(pk=appointment_id, deleted_at=None)
        .select_related("patient", "doctor")
        .first()
    )
    if appointment is None:
        return _refused(request, BookingInvalidError("appointment_not_found"))
    own_day = localdate(appointment.starts_at)
    on = _clinic_day(request, _day_named(request.GET) or max(own_day, localdate()))
    steps = on.choices.steps(appointment)
    return _rendered(
        request,
        "visit",
        appointment.patient.full_name,
        on,
        visit=appointment,
        own_day=own_day,
        steps=[step for step in steps if step not in (CANCEL, MOVE)],
        cancel=CANCEL if CANCEL in steps else None,
        move=MOVE if MOVE in steps else None,
    )


def does(method: str) -> Callable[[Action], View]:
    """Make a button of what calls a method of the front desk: it tells what was done, or why not."""

    def made(action: Action) -> View:
        @commits_by_itself
        @require_POST
        @wraps(action)
        def view(request: HttpRequest, **named: Any) -> HttpResponse:
            try:
                booking = action(_desk(request), request.POST, **named)
            except BookingRefusedError as refusal:
                page, codes = MENDED_AT.get(method, ("", set()))
                again = reverse(page, kwargs=named) if refusal.code in codes else ""
                return _refused(request, refusal, _day_named(request.POST), again)
            except (OperationalError, ProgrammingError) as error:
                return _failed(request, error)
            return _told(request, DONE[method], booking)

        return view

    return made


def take(step: Step) -> View:
    """Make the button of a step."""

    @does(step.name)
    def view(desk: FrontDesk, sent: QueryDict, appointment_id: UUID) -> Booking:
        if step == CANCEL:
            return desk.cancel_booking(appointment_id, _text(sent, "reason", required=True))
        if step == MOVE:
            return desk.reschedule_booking(
                appointment_id, _key(sent, "slot"), _text(sent, "reason")
            )
        taken: Booking = getattr(desk, step.name)(appointment_id)
        return taken

    return view


@does("create_booking")
def create_booking(desk: FrontDesk, sent: QueryDict, slot_id: UUID) -> Booking:
    """Book a slot; sent again with its key, it is booked once."""
    return desk.create_booking(
        _text(sent, "key"), slot_id, _key(sent, "patient"), _text(sent, "visit_reason")
    )


@does("register_walk_in")
def register_walk_in(desk: FrontDesk, sent: QueryDict) -> Booking:
    """Register who has come without an appointment."""
    doctor_id = _key(sent, "doctor") if sent.get("doctor") else None
    return desk.register_walk_in(_key(sent, "patient"), doctor_id, _text(sent, "visit_reason"))


@does("call_next")
def call_next(desk: FrontDesk, sent: QueryDict) -> Booking:
    """Call the next patient: a doctor's, or anybody's."""
    return desk.call_next(_key(sent, "doctor") if sent.get("doctor") else None)


@commits_by_itself
@require_POST
def hold_slot(request: HttpRequest, slot_id: UUID) -> HttpResponse:
    """Keep a slot from others, and lead to its form."""
    try:
        _desk(request).hold_slot(slot_id)
    except BookingRefusedError as refusal:
        return _refused(request, refusal, _day_named(request.POST))
    except (OperationalError, ProgrammingError) as error:
        return _failed(request, error)
    return HttpResponseRedirect(reverse("day:book", args=[slot_id]))


@commits_by_itself
@require_POST
def release_hold(request: HttpRequest, slot_id: UUID) -> HttpResponse:
    """Give a slot back whose form is left, and lead to its day."""
    try:
        _desk(request).release_hold(slot_id)
    except BookingRefusedError as refusal:
        return _refused(request, refusal, _day_named(request.POST))
    except (OperationalError, ProgrammingError) as error:
        return _failed(request, error)
    return _to_the_day(_day_named(request.POST))


def _clinic_day(request: HttpRequest, on: date) -> ClinicDay:
    return ClinicDay(request.acting_clinic, request.user, on)  # type: ignore[attr-defined, arg-type]


def _rendered(
    request: HttpRequest, name: str, title: str, on: ClinicDay | None = None, **context: Any
) -> TemplateResponse:
    context |= admin.site.each_context(request) | {"title": title, "on": on}
    return TemplateResponse(request, f"admin/scheduling/{name}.html", context)


def _desk(request: HttpRequest) -> FrontDesk:
    return FrontDesk(
        request.user,  # type: ignore[arg-type]
        request.chosen_clinic_id,  # type: ignore[attr-defined]
        request,
    )


def _told(request: HttpRequest, done: str, booking: Booking) -> HttpResponse:
    """Say what was done, and lead to its place on its day."""
    with acting_as(
        request.user,  # type: ignore[arg-type]
        request,
        clinic_id=request.chosen_clinic_id,  # type: ignore[attr-defined]
    ):
        named = Appointment.objects.filter(pk=booking.appointment_id)
        name, timezone, status, place, number = named.values_list(
            "patient__full_name", "timezone", "status", "queue_status", "queue_number"
        ).first() or (
            "The patient",  # who has been deleted, and is out of sight
            get_current_timezone_name(),
            *(booking.appointment_status, booking.queue_status, booking.queue_number),
        )
    if booking.idempotent:
        done = STANDS.get(place or "") or STANDS[status]
    starts_at = localtime(booking.starts_at, ZoneInfo(timezone))
    told = done.format(patient=name, number=number, time=localize(starts_at))
    messages.success(request, told)
    return _to_the_day(starts_at.date(), booking.appointment_id)


def _refused(
    request: HttpRequest, refusal: BookingRefusedError, on: date | None = None, again: str = ""
) -> HttpResponse:
    """Say why not, and lead to what is in the way, to the form that can mend it, or back to the day."""
    messages.error(request, REFUSALS[refusal.code])
    if refusal.appointment_id:
        return HttpResponseRedirect(reverse("day:visit", args=[refusal.appointment_id]))
    if not again:
        return _to_the_day(on)
    kept = _patient_named(request.POST) | ({"date": on} if on else {})
    return HttpResponseRedirect(f"{again}?{urlencode(kept)}")


def _to_the_day(on: date | None, visit_id: UUID | None = None) -> HttpResponse:
    query = {name: str(value) for name, value in (("date", on), ("visit", visit_id)) if value}
    return HttpResponseRedirect(f"{reverse('day:day')}?{urlencode(query)}")


def _failed(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    """Say that others had the rows for too long; raise PermissionDenied where the person may not, else the error."""
    if isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
        raise PermissionDenied from error
    if not isinstance(error.__cause__, TOO_BUSY):
        raise error
    messages.error(request, BUSY)
    return _to_the_day(_day_named(request.POST))


def _day_named(sent: QueryDict) -> date | None:
    try:
        named = date.fromisoformat(sent.get("date", ""))
    except ValueError:
        return None
    return named if named.year in YEARS else None


def _patient_named(sent: QueryDict) -> dict[str, Any]:
    try:
        return {"patient": UUID(sent.get("patient", ""))}
    except ValueError:
        return {}


def _key(sent: QueryDict, name: str) -> UUID:
    try:
        return UUID(sent.get(name, ""))
    except ValueError:
        raise BookingInvalidError("invalid_input") from None


def _text(sent: QueryDict, name: str, *, required: bool = False) -> str:
    text = sent.get(name, "").strip()
    if "\0" in text or (required and not text):
        raise BookingInvalidError("invalid_input")
    return text
