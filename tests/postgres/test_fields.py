"""Columns that Django has no field for, used as people use them."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, models
from django.db.models import Case, Count, F, Value, When
from django.db.models.fields import Field
from psycopg.errors import InvalidTextRepresentation

from clinical.models import Doctor
from identity.models import Clinic, User, UserRole
from postgres.fields import (
    CitextField,
    EnumField,
    JSONListField,
    JSONObjectField,
    MoneyField,
    SecretCharField,
    TimeZoneField,
)
from scheduling.models import Appointment, AppointmentStatus
from tenancy import acting_as
from tests.refusals import refused
from tests.rows import make
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db(databases=["owner", "default"])

SECRETS = [
    "password",
    "two_factor_secret",
    "refresh_token",
    "failed_login_attempts",
    "locked_until",
]


@pytest.fixture
def three(world: World) -> models.QuerySet[Appointment]:
    """Make a scheduled, a completed and a cancelled appointment."""
    made = [
        make("appointments", world.a, status=status).pk
        for status in ("scheduled", "completed", "cancelled")
    ]
    return Appointment.objects.using(OWNER).filter(pk__in=made)


def statuses(appointments: models.QuerySet[Appointment]) -> list[str]:
    return sorted(appointments.values_list("status", flat=True))


def test_an_enum_is_filtered_by_its_labels(three: models.QuerySet[Appointment]) -> None:
    assert statuses(three.filter(status="completed")) == ["completed"]
    assert statuses(three.filter(status=AppointmentStatus.COMPLETED)) == ["completed"]
    assert statuses(three.exclude(status="completed")) == ["cancelled", "scheduled"]
    assert statuses(three.filter(status__in=["completed", "cancelled"])) == [
        "cancelled",
        "completed",
    ]
    assert three.filter(queue_status__isnull=True).count() == 3


def test_an_enum_is_in_the_order_of_its_type(three: models.QuerySet[Appointment]) -> None:
    assert list(three.order_by("status").values_list("status", flat=True)) == [
        "scheduled",
        "completed",
        "cancelled",
    ]


def test_an_enum_is_updated_by_value_and_by_case(world: World) -> None:
    made = [
        make("users", world.a, role=role, email=f"{role}@case.example").pk
        for role in ("doctor", "nurse", "admin")
    ]
    three = User.objects.using(OWNER).filter(pk__in=made)
    three.update(
        role=Case(
            When(role="doctor", then=Value("nurse")),
            When(role=UserRole.NURSE, then=Value(UserRole.STAFF)),
            default=F("role"),
            output_field=User._meta.get_field("role"),
        )
    )
    roles = three.order_by("role").values_list("role", flat=True)
    assert sorted(roles) == ["admin", "nurse", "staff"]
    three.update(role=UserRole.DOCTOR)
    assert list(roles.all()) == ["doctor"] * 3


def test_enums_are_made_and_changed_in_bulk(world: World) -> None:
    made = User.objects.using(OWNER).bulk_create(
        User(clinic=world.a.clinic, email=f"{role}@bulk.example", full_name=role.title(), role=role)
        for role in ("doctor", "nurse")
    )
    found = User.objects.using(OWNER).filter(pk__in=[user.pk for user in made])
    assert sorted(found.values_list("role", flat=True)) == ["doctor", "nurse"]
    for user in made:
        user.role = UserRole.STAFF
    User.objects.using(OWNER).bulk_update(made, ["role"])
    assert set(found.values_list("role", flat=True)) == {"staff"}


def test_an_enum_takes_no_other_label(world: World) -> None:
    row = make("appointments", world.a)
    with refused(InvalidTextRepresentation, OWNER):
        Appointment.objects.using(OWNER).filter(pk=row.pk).update(status="postponed")
    with refused(InvalidTextRepresentation, OWNER):
        Appointment.objects.using(OWNER).filter(status="postponed").exists()
    row.status = "postponed"
    with pytest.raises(ValidationError) as refusal:
        row.clean_fields()
    assert set(refusal.value.message_dict) == {"status"}


def test_an_enum_without_a_value_takes_the_databases(world: World) -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "INSERT INTO users (clinic_id, email, full_name) VALUES (%s, 'p@x.example', 'P')"
            " RETURNING role::text",
            [world.a.clinic.pk],
        )
        assert cursor.fetchone() == ("patient",)


def test_secrets_load_as_none(world: World) -> None:
    with acting_as(world.a.admin_login):
        person = User.objects.get(pk=world.a.doctor_login.pk)
        listed = User.objects.values(*SECRETS).get(pk=person.pk)
    assert {name: getattr(person, name) for name in SECRETS} == dict.fromkeys(SECRETS)
    assert listed == dict.fromkeys(SECRETS)
    assert person.full_name == world.a.doctor_login.full_name


@pytest.mark.parametrize("secret", SECRETS)
def test_secrets_are_no_way_to_find_or_sort_people(secret: str, world: World) -> None:
    with acting_as(world.a.admin_login):
        with refused():
            User.objects.filter(**{f"{secret}__isnull": True}).exists()
        with refused():
            list(User.objects.order_by(secret))
        with refused():
            User.objects.aggregate(Count(secret))


@pytest.mark.parametrize("column", ["password_hash", *SECRETS[1:]])
def test_secrets_are_not_read_by_sql_either(column: str, world: World) -> None:
    with (
        acting_as(world.a.admin_login),
        refused(),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute(f"SELECT {column} FROM users")


def test_the_owner_reads_them(world: World) -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT password_hash, failed_login_attempts FROM users WHERE id = %s",
            [world.a.doctor_login.pk],
        )
        password, attempts = cursor.fetchone()
    assert password.startswith("md5$")
    assert attempts == 0


def test_a_person_makes_people_without_naming_secrets(world: World) -> None:
    with acting_as(world.a.admin_login):
        made = User.objects.create(
            clinic=world.a.clinic, email="new@alpha.example", full_name="New", role="nurse"
        )
        made.full_name = "Renamed"
        made.save(update_fields=["full_name"])
        assert User.objects.get(pk=made.pk).full_name == "Renamed"


def test_a_person_does_not_write_a_secret(world: World) -> None:
    with acting_as(world.a.admin_login), refused():
        User.objects.filter(pk=world.a.doctor_login.pk).update(refresh_token="stolen")


def test_json_starts_empty_in_python_and_in_the_database(world: World) -> None:
    assert (Doctor().specializations, Doctor().working_hours) == ([], {})
    assert Doctor().languages_spoken == ["English"]
    Doctor().languages_spoken.append("Malay")
    assert Doctor().languages_spoken == ["English"], "a default is everybody's own"

    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "INSERT INTO doctors (clinic_id, employee_id, full_name, medical_registration_number,"
            " license_expiry) VALUES (%s, 'D-sql', 'Dr', 'M99999Z', '2035-01-01')"
            " RETURNING specializations::text, working_hours::text, languages_spoken::text",
            [world.a.clinic.pk],
        )
        assert cursor.fetchone() == ("[]", "{}", '["English"]')


def test_json_keeps_its_shape(world: World) -> None:
    hours = {"mon": [["08:30", "12:30"]]}
    doctor = make("doctors", world.a, working_hours=hours, languages_spoken=["Malay", "Tamil"])
    doctor.refresh_from_db()
    assert (doctor.working_hours, doctor.languages_spoken) == (hours, ["Malay", "Tamil"])
    assert Doctor.objects.using(OWNER).filter(languages_spoken__contains=["Tamil"]).count() == 1


def test_an_address_is_the_same_in_upper_and_lower_case(world: World) -> None:
    make("users", world.a, email="Mei.Tan@example.com")
    assert User.objects.using(OWNER).get(email="mei.tan@EXAMPLE.com").email == "Mei.Tan@example.com"


@pytest.mark.parametrize("zone", ["Asia/Singapore", "Europe/London", "UTC"])
def test_a_zone_that_exists(zone: str) -> None:
    assert Clinic._meta.get_field("timezone").clean(zone, None) == zone


@pytest.mark.parametrize("zone", ["", "Asia/Atlantis", "+08:00", "singapore"])
def test_a_zone_that_does_not_exist(zone: str) -> None:
    with pytest.raises(ValidationError):
        Clinic._meta.get_field("timezone").clean(zone, None)


@pytest.mark.parametrize(
    ("field", "type_name"),
    [
        (EnumField(enum_type="gender", choices=[("male", "Male")], default="male"), "gender"),
        (CitextField(null=True), "citext"),
        (TimeZoneField(db_default="UTC"), "varchar(50)"),
        (MoneyField(default=0), "numeric(10, 2)"),
        (JSONListField(initial=["English"]), "jsonb"),
        (JSONListField(), "jsonb"),
        (JSONObjectField(help_text="By weekday."), "jsonb"),
        (SecretCharField(max_length=255, null=True), "varchar(255)"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Field) else None,
)
def test_a_field_is_made_anew_from_what_it_is_made_of(
    field: "Field[Any, Any]", type_name: str
) -> None:
    _, _, args, kwargs = field.deconstruct()
    again = type(field)(*args, **kwargs)
    assert again.deconstruct() == field.deconstruct()
    assert again.db_type(connections[OWNER]) == type_name
