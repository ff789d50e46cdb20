"""Encrypted columns: text to model code, ciphertext to the database, and bound to their row."""

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.core.serializers import serialize
from django.db import connection, transaction
from django.db.models import F
from psycopg import errors

from clinical.models import Patient
from finance.models import InsuranceClaim
from privacy.errors import UnreadableError
from tenancy import acting_as
from tests.privacy.registered import NRIC, OTHER_NRIC, register
from tests.refusals import refused
from tests.rows import draft
from tests.world import ClinicWorld, World

pytestmark = pytest.mark.django_db

CIPHERTEXT = re.compile(r"1\.[0-9]+\.[A-Za-z0-9_-]{50}")
"""Of nine characters: 12 + 9 + 16 bytes are 50 characters."""


@pytest.fixture(autouse=True)
def _nurse_of_alpha(world: World, request: pytest.FixtureRequest) -> object:
    with acting_as(world.a.nurse_login):
        yield


def stored(patient: Patient, column: str = "nric_encrypted") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM clinic.patients WHERE id = %s", [patient.pk])
        (text,) = cursor.fetchone()
    return str(text)


def loaded(patient: Patient) -> Patient:
    return Patient.objects.get(pk=patient.pk)


def test_model_code_reads_and_writes_text_and_the_database_holds_ciphertexts(world: World) -> None:
    patient = register(world.a, nric=NRIC, passport_number="K1234567B")
    assert patient.nric == NRIC
    assert loaded(patient).nric == NRIC
    assert loaded(patient).passport_number == "K1234567B"
    assert loaded(patient).chas_card_number is None
    assert CIPHERTEXT.fullmatch(stored(patient))
    assert NRIC not in stored(patient)


def test_the_same_text_is_another_ciphertext_each_time(world: World) -> None:
    patient = register(world.a, passport_number="K1234567B")
    first = stored(patient, "passport_number_encrypted")
    patient.passport_number = "K1234567B"
    patient.save(update_fields=["passport_number"])
    assert stored(patient, "passport_number_encrypted") != first


def test_what_is_saved_again_unchanged_is_not_written(world: World) -> None:
    patient = register(world.a, nric=NRIC)
    before, row = stored(patient), loaded(patient)
    row.full_name = "Somebody Else"
    row.save()
    assert stored(patient) == before
    assert loaded(patient).nric == NRIC


def test_a_value_is_changed_and_taken_away(world: World) -> None:
    patient = register(world.a, nric=NRIC)
    row = loaded(patient)
    row.nric = OTHER_NRIC
    row.save()
    assert loaded(patient).nric == OTHER_NRIC
    row.nric = None
    row.save()
    assert loaded(patient).nric is None
    assert stored(patient, "nric_hash") == "None"


def test_rows_are_made_many_at_a_time(world: World) -> None:
    drafts = [draft("patients", world.a, user=None, nric=nric) for nric in (NRIC, OTHER_NRIC)]
    made = Patient.objects.bulk_create([Patient(**each) for each in drafts])
    assert [loaded(patient).nric for patient in made] == [NRIC, OTHER_NRIC]


def test_a_deferred_value_is_read_when_it_is_asked_for(world: World) -> None:
    patient = register(world.a, nric=NRIC)
    assert Patient.objects.defer("nric").get(pk=patient.pk).nric == NRIC
    assert Patient.objects.only("nric").get(pk=patient.pk).nric == NRIC
    row = loaded(patient)
    row.refresh_from_db()
    assert row.nric == NRIC


@pytest.mark.parametrize("written", ["s1234567d", " S 1234 567-D ", "S1234567D"])
def test_a_patient_is_found_by_the_whole_nric(written: str, world: World) -> None:
    patient = register(world.a, nric=written)
    index = Patient._meta.get_field("nric_hash")
    assert loaded(patient).nric == NRIC
    digest = index.digest("S1234567d", world.a.clinic.pk)
    assert re.fullmatch("[0-9a-f]{64}", digest)
    assert list(Patient.objects.filter(nric_hash=digest)) == [patient]


@pytest.mark.parametrize("named", [["nric"], None])
def test_the_index_follows_the_nric_whatever_is_named(
    named: list[str] | None, world: World
) -> None:
    patient = loaded(register(world.a, nric=NRIC))
    patient.nric = OTHER_NRIC
    patient.save(update_fields=named)
    index = Patient._meta.get_field("nric_hash")
    assert stored(patient, "nric_hash") == index.digest(OTHER_NRIC, world.a.clinic.pk)


def test_one_clinic_has_an_nric_once_and_another_has_it_under_another_digest(world: World) -> None:
    patient = register(world.a, nric=NRIC)
    with refused(errors.UniqueViolation, by="patients_nric_hash_key"):
        register(world.a, nric=NRIC.lower())
    with acting_as(world.b.nurse_login):
        elsewhere = register(world.b, nric=NRIC)
        digest = stored(elsewhere, "nric_hash")
    assert digest != stored(patient, "nric_hash")


MOVES: dict[str, Callable[[Patient, ClinicWorld], tuple[UUID, UUID | None]]] = {
    "another row": lambda patient, other: (uuid4(), patient.clinic_id),
    "another clinic": lambda patient, other: (patient.pk, other.clinic.pk),
    "no clinic": lambda patient, other: (patient.pk, None),
}


@pytest.mark.parametrize("move", MOVES)
def test_a_ciphertext_is_read_in_its_row_alone(move: str, world: World) -> None:
    patient = register(world.a, nric=NRIC)
    field = Patient._meta.get_field("nric")
    assert field.open(stored(patient), patient.pk, patient.clinic_id) == NRIC
    with pytest.raises(UnreadableError):
        field.open(stored(patient), *MOVES[move](patient, world.b))


def test_a_ciphertext_is_read_in_its_column_alone(world: World) -> None:
    patient = register(world.a, nric=NRIC)
    Patient.objects.filter(pk=patient.pk).update(passport_number=stored(patient))
    row = loaded(patient)
    with pytest.raises(UnreadableError):
        _ = row.passport_number
    assert row.nric == NRIC


def test_a_ciphertext_cut_or_changed_anywhere_is_refused(world: World) -> None:
    """Each character is changed in turn: where one stands for a few bits, in each of those."""
    patient = register(world.a, nric=NRIC)
    field, text = Patient._meta.get_field("nric"), stored(patient)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    data = text.rindex(".") + 1
    faulty = [text[:end] for end in range(len(text))] + [text + "A", text + "=", text + "\n"]
    for place in range(data, len(text)):
        code = alphabet.index(text[place])
        faulty += [text[:place] + alphabet[code ^ 1 << bit] + text[place + 1 :] for bit in range(6)]
    faulty += ["2" + text[1:], text.replace("1.", "1.9", 1), f"x{text}", "", "S1234567D"]
    for each in faulty:
        with pytest.raises(UnreadableError):
            field.open(each, patient.pk, patient.clinic_id)


@pytest.mark.parametrize("column", ["nric", "passport_number", "chas_card_number"])
def test_the_database_refuses_plaintext_whoever_writes_it(column: str, world: World) -> None:
    patient = register(world.a, nric=NRIC)
    with (
        refused(errors.CheckViolation, by=f"patients_{column}_sealed"),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE clinic.patients SET {column}_encrypted = %s WHERE id = %s", [NRIC, patient.pk]
        )


def test_what_has_no_row_at_hand_is_refused(world: World) -> None:
    patient = register(world.a, nric=NRIC)
    rows = Patient.objects.filter(pk=patient.pk)
    patient.nric = OTHER_NRIC
    for attempt in (
        lambda: rows.update(nric=OTHER_NRIC),
        lambda: rows.update(nric=F("passport_number")),
        lambda: Patient.objects.bulk_update([patient], ["nric"]),
        lambda: serialize("json", [patient]),
    ):
        with pytest.raises(FieldError, match="encrypted"), transaction.atomic():
            attempt()
    assert loaded(patient).nric == NRIC


@pytest.mark.parametrize(
    "lookup", ["nric", "nric__exact", "nric__in", "nric__startswith", "nric__gt"]
)
def test_nobody_searches_in_what_is_encrypted(lookup: str, world: World) -> None:
    with pytest.raises(FieldError, match="nric_hash"):
        Patient.objects.filter(**{lookup: NRIC})
    assert not Patient.objects.filter(nric__isnull=False, full_name="Nobody").exists()


def test_values_give_what_shows_nothing(world: World) -> None:
    patient = register(world.a, nric=NRIC)
    (value,) = Patient.objects.filter(pk=patient.pk).values_list("nric", flat=True)
    assert re.fullmatch(r"<sealed with key [0-9]+>", f"{value}")
    assert NRIC not in repr(Patient.objects.filter(pk=patient.pk).values()[0])


def test_a_copy_of_a_row_takes_no_ciphertext_along(world: World) -> None:
    patient = loaded(register(world.a, nric=NRIC))
    patient.pk, patient._state.adding, patient._loaded = uuid4(), True, None
    with pytest.raises(FieldError, match="another row"):
        patient.save()


def test_a_role_that_may_not_read_the_column_loads_the_row(world: World) -> None:
    """The column alone is hidden; nobody gets a ciphertext that they could not read."""
    patient = register(world.a, nric=NRIC)
    with acting_as(world.a.staff_login):
        assert Patient.objects.get(pk=patient.pk).nric == NRIC


def test_nothing_is_not_sealed(world: World) -> None:
    """What is not known is NULL: an empty text would look as if it were known."""
    with pytest.raises(ValueError, match="NULL"), transaction.atomic():
        register(world.a, passport_number="")
    assert not Patient.objects.filter(passport_number__isnull=False).exists()


def test_a_form_measures_the_bytes_that_the_column_holds_sealed(world: World) -> None:
    field = InsuranceClaim._meta.get_field("policy_number")
    assert field.longest
    assert field.max_length
    fits, too_long = ("é" * (field.longest // 2) + more for more in ("", "éé"))
    field.run_validators(fits)
    with pytest.raises(ValidationError):
        field.run_validators(too_long)
    assert len(field.seal(fits, uuid4(), world.a.clinic.pk)) <= field.max_length


@pytest.mark.parametrize("number", ["S1234567A", "S123456D", "1234567", "\uff331234567D"])
def test_a_form_refuses_what_is_no_nric(number: str, world: World) -> None:
    patient = Patient(**draft("patients", world.a, user=None, nric=number))
    with pytest.raises(ValidationError) as refusal:
        patient.clean_fields(exclude=["clinic"])
    assert refusal.value.message_dict.keys() == {"nric"}
    assert number not in str(refusal.value)


def test_staff_register_with_an_nric(world: World) -> None:
    with acting_as(world.a.staff_login):
        patient = register(
            world.a,
            nric=NRIC,
            chas_card_type="blue",
            chas_card_expiry=date(2035, 1, 1),
            chas_card_number="C123",
        )
        assert (loaded(patient).nric, loaded(patient).chas_card_number) == (NRIC, "C123")
