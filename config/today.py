"""What the start page tells: a clinic's day, as far as the acting role sees it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate, localtime, make_aware

from finance.models import Payment, PaymentStatus
from scheduling.models import Appointment, QueueDay
from scheduling.models.appointment import IN_THE_QUEUE, AppointmentStatus
from tenancy.charts import chart
from tenancy.columns import TONES

DAYS = 30
SHOWN = 8
"""How many rows a panel shows."""

UNPAID = (PaymentStatus.PENDING, PaymentStatus.PROCESSING, PaymentStatus.PARTIAL)
TO_COME = (AppointmentStatus.SCHEDULED, AppointmentStatus.CONFIRMED)

OUTCOMES = {
    AppointmentStatus.COMPLETED: "seen",
    AppointmentStatus.NO_SHOW: "did not come",
    AppointmentStatus.CANCELLED: "called off",
    AppointmentStatus.RESCHEDULED: "called off",
}
"""What became of an appointment, in the words of the chart; of any other: open."""


@dataclass(frozen=True)
class Tally:
    """How many of a day's appointments are in one state, and where they are listed."""

    label: str
    tone: str
    count: int
    address: str


def today(request: HttpRequest) -> dict[str, Any]:
    """Give the panels that the person may see; none where no clinic is acted in."""
    panels: dict[str, Any] = {}
    if request.acting_clinic is None:  # type: ignore[attr-defined]
        return panels
    if request.user.has_perm("scheduling.view_appointment"):
        panels |= _appointments() | _waiting_room()
    if request.user.has_perm("scheduling.view_queueday"):
        panels["queue_day"] = QueueDay.objects.filter(queue_date=localdate()).first()
    if request.user.has_perm("finance.view_payment"):
        panels |= _money()
    return panels


def _appointments() -> dict[str, Any]:
    """Count the last days' appointments once, for the day's tallies and for the chart."""
    last = localdate()
    days = [last - timedelta(days=ago) for ago in reversed(range(DAYS))]
    counts = {
        (day, status): count
        for day, status, count in _between(days[0], last)
        .values_list("appointment_date", "status")
        .annotate(Count("id"))
    }
    outcomes: dict[date, Counter[str]] = {
        day: Counter(dict.fromkeys([*dict.fromkeys(OUTCOMES.values()), "open"], 0)) for day in days
    }
    for (day, status), count in counts.items():
        outcomes[day][OUTCOMES.get(status, "open")] += count
    return {
        "tallies": [
            Tally(status.label, TONES[status], counts[last, status], _listed(last, status))
            for status in AppointmentStatus
            if (last, status) in counts
        ],
        "booked_today": sum(count for (day, _), count in counts.items() if day == last),
        "chart": chart(f"Appointments of the last {DAYS} days", outcomes.items()),
    }


def _waiting_room() -> dict[str, Any]:
    day = _between(localdate(), localdate()).select_related("patient", "doctor")
    waiting = day.filter(queue_status__in=IN_THE_QUEUE).order_by("queue_number")
    coming = day.filter(status__in=TO_COME, starts_at__gte=localtime(), queue_status=None)
    return {"queue": waiting[:SHOWN], "coming": coming.order_by("starts_at")[:SHOWN]}


def _money() -> dict[str, Any]:
    first = localdate() - timedelta(days=DAYS - 1)
    bills = Payment.objects.filter(payment_date__gte=first, deleted_at=None)
    unpaid = Q(status__in=UNPAID, outstanding_amount__gt=0)
    sums = bills.aggregate(
        unpaid=Sum("outstanding_amount", filter=unpaid, default=Decimal()),
        unpaid_bills=Count("id", filter=unpaid),
        received=Sum("paid_amount", filter=Q(payment_date=localdate()), default=Decimal())
        - Sum("change_amount", filter=Q(payment_date=localdate()), default=Decimal()),
    )
    owed = bills.filter(unpaid).select_related("patient").order_by("payment_date")
    return {"money": sums, "owed": owed[:SHOWN]}


def _between(first: date, last: date) -> QuerySet[Appointment]:
    """Give the appointments of some days of the clinic's, by the instants between which they start."""
    start, end = (
        make_aware(datetime.combine(day, time())) for day in (first, last + timedelta(days=1))
    )
    return Appointment.objects.filter(starts_at__gte=start, starts_at__lt=end, deleted_at=None)


def _listed(day: date, status: AppointmentStatus) -> str:
    query = {f"starts_at__{part}": getattr(day, part) for part in ("year", "month", "day")}
    return f"{reverse('admin:scheduling_appointment_changelist')}?" + urlencode(
        query | {"status__exact": status}
    )
