"""The start page shows a clinic's day, to each role what it may see of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.timezone import localdate, localtime

from finance.models import Payment
from scheduling.models import Appointment
from tenancy import acting_as
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(world: World) -> None:
    """Book two patients for today and one for yesterday; leave a bill unpaid, and one of last year."""
    noon = localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    with acting_as(world.a.staff_login):
        for starts_at, *steps in (
            (noon, "in_progress", "completed"),
            (noon + timedelta(hours=1),),
            (noon - timedelta(days=1), "no_show"),
        ):
            visit = Appointment.objects.create(
                clinic=world.a.clinic,
                patient=world.a.patient,
                doctor=world.a.doctor,
                starts_at=starts_at,
            )
            for step in steps:
                Appointment.objects.filter(pk=visit.pk).update(status=step)
        for number, (bill_date, amount) in enumerate(
            [(localdate(), 25), (localdate() - timedelta(days=365), 1000)]
        ):
            Payment.objects.create(
                clinic=world.a.clinic,
                patient=world.a.patient,
                payment_number=f"BILL-{number}",
                payment_date=bill_date,
                payment_method="nets",
                subtotal=amount,
                total_amount=amount,
                paid_amount=0,
                outstanding_amount=amount,
            )


@pytest.mark.usefixtures("day")
def test_the_day_s_appointments_are_counted_by_status(client: Client, world: World) -> None:
    client.force_login(world.a.staff_login)
    page = client.get("/admin/")
    tallies = {str(tally.label): tally.count for tally in page.context["tallies"]}
    assert tallies == {"Scheduled": 1, "Completed": 1}
    assert page.context["booked_today"] == 2


@pytest.mark.usefixtures("day")
def test_the_chart_has_a_bar_for_each_of_thirty_days(client: Client, world: World) -> None:
    client.force_login(world.a.staff_login)
    bars = client.get("/admin/").context["chart"].bars
    assert [bar.day for bar in bars] == [
        localdate() - timedelta(days=ago) for ago in range(29, -1, -1)
    ]
    assert bars[-1].counts == {"seen": 1, "did not come": 0, "called off": 0, "open": 1}
    assert bars[-2].counts["did not come"] == 1
    assert [height for _, height in bars[-1].parts] == [50, 0, 0, 50]


@pytest.mark.usefixtures("day")
def test_a_tally_leads_to_its_appointments(client: Client, world: World) -> None:
    client.force_login(world.a.staff_login)
    for tally in client.get("/admin/").context["tallies"]:
        listed = client.get(tally.address).context["cl"].result_list
        assert len(listed) == tally.count


@pytest.mark.usefixtures("day")
def test_what_is_unpaid_is_added_up_for_who_may_see_money(client: Client, world: World) -> None:
    client.force_login(world.a.staff_login)
    page = client.get("/admin/")
    assert page.context["money"]["unpaid"] == Decimal(25)
    assert '<span class="money">$25.00</span>' in page.content.decode()


@pytest.mark.usefixtures("day")
def test_a_nurse_sees_the_queue_and_no_money(client: Client, world: World) -> None:
    client.force_login(world.a.nurse_login)
    page = client.get("/admin/")
    assert "money" not in page.context
    assert 'class="money"' not in page.content.decode()
    assert page.context["booked_today"] == 2


@pytest.mark.usefixtures("day")
def test_another_clinic_s_day_is_its_own(client: Client, world: World) -> None:
    client.force_login(world.b.admin_login)
    page = client.get("/admin/")
    assert page.context["booked_today"] == 0
    assert page.context["money"]["unpaid"] == 0


def test_without_a_clinic_there_is_no_day(client: Client, world: World) -> None:
    client.force_login(world.superadmin)
    page = client.get("/admin/")
    assert "chart" not in page.context
    assert "No clinic is chosen" in page.content.decode()
