"""Every way to change a row leaves its entry, in the same transaction, with what changed and nothing else."""

from datetime import date
from typing import Any

import pytest
from django.db import connection, connections, transaction
from psycopg import errors

from audit.access import record_access
from clinical.models import Patient
from identity.models import User
from records.models import MedicalRecord
from system.models import SystemSetting
from tenancy import acting_as
from tests.audit.log import recorded, recorded_by_owner, told
from tests.privacy.registered import CIPHERTEXT
from tests.refusals import refused
from tests.rows import make
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

NEW = "+65 6999 0000"


def patient_in(world: World, **given: Any) -> Patient:
    fields = {
        "clinic_id": world.a.clinic.pk,
        "full_name": "New Patient",
        "date_of_birth": date(1990, 1, 1),
        "gender": "male",
    }
    return Patient(**fields | given)


def test_an_insert_leaves_the_whole_row_without_what_is_null(world: World) -> None:
    with recorded(world) as entries, acting_as(world.a.staff_login):
        made = patient_in(world, patient_number="N-1", phone=NEW, tags=["new"])
        made.save()
    (entry,) = entries
    assert (entry.table_schema, entry.table_name, entry.action) == ("clinic", "patients", "INSERT")
    assert entry.record_id == str(made.pk)
    assert entry.clinic_id == world.a.clinic.pk
    assert entry.changed_fields is entry.old_values is None
    new = entry.new_values
    assert new["phone"] == NEW
    assert new["date_of_birth"] == "1990-01-01"
    assert new["tags"] == ["new"]
    assert new["clinic_id"] == str(world.a.clinic.pk)
    assert "email" not in new
    assert None not in new.values()
    assert "updated_at" not in new


def test_an_update_leaves_what_changed_before_and_after(world: World) -> None:
    with recorded(world) as entries, acting_as(world.a.staff_login):
        patient = Patient.objects.get(pk=world.a.patient.pk)
        patient.phone, patient.full_name = NEW, "Another Name"
        patient.save(update_fields=["phone", "full_name"])
    (entry,) = entries
    assert told(entry) == (
        *("patients", "UPDATE"),
        {"phone": None, "full_name": world.a.patient.full_name},
        {"phone": NEW, "full_name": "Another Name"},
    )
    assert set(entry.changed_fields) == {"phone", "full_name"}


@pytest.mark.parametrize(
    ("before", "after"), [(None, "x"), ("x", None), ("", "x"), ("x", "X"), ("1", " 1")]
)
def test_a_change_to_or_from_null_counts_and_so_does_a_letter(
    world: World, before: str | None, after: str | None
) -> None:
    patient = make("patients", world.a, notes=before)
    with recorded_by_owner() as entries:
        Patient.objects.using(OWNER).filter(pk=patient.pk).update(notes=after)
    assert [told(entry) for entry in entries] == [
        ("patients", "UPDATE", {"notes": before}, {"notes": after})
    ]


def test_letters_of_an_address_that_are_written_otherwise_count(world: World) -> None:
    user = make("users", world.a, email="first@example.com")
    with recorded_by_owner() as entries:
        User.objects.using(OWNER).filter(pk=user.pk).update(email="First@example.com")
    assert entries[0].new_values == {"email": "First@example.com"}


def test_an_update_of_nothing_leaves_nothing(world: World) -> None:
    with recorded(world) as entries, acting_as(world.a.staff_login):
        Patient.objects.filter(pk=world.a.patient.pk).update(full_name=world.a.patient.full_name)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE patients SET phone = phone")
            cursor.execute("UPDATE patients SET phone = 'x' WHERE false")
    assert entries == []


def test_updated_at_alone_leaves_nothing(world: World) -> None:
    patient = make("patients", world.a)
    with recorded_by_owner() as entries, connections[OWNER].cursor() as cursor:
        cursor.execute(
            "UPDATE clinic.patients SET updated_at = '2020-01-01' WHERE id = %s", [patient.pk]
        )
    assert entries == []


def test_rows_made_at_once_are_recorded_one_by_one(world: World) -> None:
    rows = [patient_in(world, patient_number=f"N-{n}") for n in range(3)]
    with recorded_by_owner() as entries:
        Patient.objects.using(OWNER).bulk_create(rows)
    assert [entry.action for entry in entries] == ["INSERT"] * 3
    assert {entry.record_id for entry in entries} == {str(row.pk) for row in rows}


def test_rows_changed_at_once_are_recorded_one_by_one(world: World) -> None:
    patients = [make("patients", world.a) for _ in range(3)]
    with recorded_by_owner() as entries:
        for n, patient in enumerate(patients):
            patient.phone = f"+65 6000 000{n}"
        Patient.objects.using(OWNER).bulk_update(patients, ["phone"])
        Patient.objects.using(OWNER).filter(pk__in=[p.pk for p in patients]).update(phone=NEW)
        with connections[OWNER].cursor() as cursor:
            cursor.execute(
                "UPDATE clinic.patients SET phone = NULL WHERE id = ANY (%s)",
                [[patient.pk for patient in patients]],
            )
    assert len(entries) == 9
    assert [entry.new_values for entry in entries[3:]] == [{"phone": NEW}] * 3 + [
        {"phone": None}
    ] * 3
    assert {entry.record_id for entry in entries[:3]} == {str(p.pk) for p in patients}


@pytest.mark.parametrize("many", [0, 1, 10_000])
def test_a_statement_of_any_size_is_recorded(many: int, world: World) -> None:
    with recorded_by_owner() as entries, connections[OWNER].cursor() as cursor:
        cursor.execute(
            "INSERT INTO clinic.system_settings (category, key, value)"
            " SELECT 'many', n::text, to_jsonb(n) FROM generate_series(1, %s) AS n",
            [many],
        )
        cursor.execute("UPDATE clinic.system_settings SET value = '0' WHERE category = 'many'")
        cursor.execute("DELETE FROM clinic.system_settings WHERE category = 'many'")
    for action in ("INSERT", "UPDATE", "DELETE"):
        assert len({entry.record_id for entry in entries if entry.action == action}) == many
    assert len(entries) == 3 * many


def test_a_copy_by_the_owner_is_recorded(world: World) -> None:
    owner = connections[OWNER]
    with recorded_by_owner() as entries, owner.cursor() as cursor:
        columns = "COPY clinic.system_settings (category, key, value) FROM STDIN"
        with cursor.cursor.copy(columns) as copy:
            copy.write_row(("copied", "one", "1"))
            copy.write_row(("copied", "two", "2"))
    assert [(entry.action, entry.new_values["key"]) for entry in entries] == [
        ("INSERT", "one"),
        ("INSERT", "two"),
    ]


def test_a_delete_leaves_what_the_row_had(world: World) -> None:
    setting = make("system_settings", world.a, key="gone", value={"deep": [1, None]})
    with recorded(world) as entries, acting_as(world.a.admin_login):
        SystemSetting.objects.filter(pk=setting.pk).delete()
    # Made and not committed by the owner: another connection does not see it.
    assert entries == []
    with recorded_by_owner() as entries:
        SystemSetting.objects.using(OWNER).filter(pk=setting.pk).delete()
    (entry,) = entries
    assert entry.action == "DELETE"
    assert entry.new_values is None
    assert entry.old_values["value"] == {"deep": [1, None]}
    assert entry.clinic_id == world.a.clinic.pk


def test_what_goes_with_its_parent_is_recorded(world: World) -> None:
    item = make("prescription_items", world.a)
    with recorded_by_owner() as entries, connections[OWNER].cursor() as cursor:
        cursor.execute("DELETE FROM clinic.prescriptions WHERE id = %s", [item.prescription_id])
    assert {(entry.table_name, entry.action) for entry in entries} == {
        ("prescriptions", "DELETE"),
        ("prescription_items", "DELETE"),
    }


def test_what_follows_its_parent_is_recorded(world: World) -> None:
    """A clinic moves: its appointments' zone goes with it, by ON UPDATE CASCADE."""
    appointment = make("appointments", world.a)
    with recorded_by_owner() as entries, connections[OWNER].cursor() as cursor:
        cursor.execute(
            "UPDATE clinic.clinics SET timezone = 'Asia/Tokyo' WHERE id = %s", [world.a.clinic.pk]
        )
    of = {entry.record_id: entry for entry in entries}
    assert of[str(appointment.pk)].new_values["timezone"] == "Asia/Tokyo"
    assert of[str(world.a.clinic.pk)].clinic_id == world.a.clinic.pk


def test_what_is_emptied_with_its_parent_is_recorded(world: World) -> None:
    doctor = make("doctors", world.a)
    patient = make("patients", world.a, preferred_doctor=doctor)
    with recorded_by_owner() as entries, connections[OWNER].cursor() as cursor:
        cursor.execute("DELETE FROM clinic.doctors WHERE id = %s", [doctor.pk])
    assert (
        "patients",
        "UPDATE",
        {"preferred_doctor_id": str(doctor.pk)},
        {"preferred_doctor_id": None},
    ) in [told(entry) for entry in entries]
    assert str(patient.pk) in {entry.record_id for entry in entries}


def test_a_truncate_is_recorded(world: World) -> None:
    with recorded_by_owner() as entries, connections[OWNER].cursor() as cursor:
        cursor.execute("TRUNCATE clinic.feature_flags, clinic.insurance_claims")
    assert {(entry.table_name, entry.action, entry.record_id) for entry in entries} == {
        ("feature_flags", "TRUNCATE", None),
        ("insurance_claims", "TRUNCATE", None),
    }


def test_what_a_definer_function_does_is_the_person_s(world: World) -> None:
    with recorded(world) as entries, acting_as(world.a.admin_login):
        Patient.objects.get(pk=world.a.patient.pk).soft_delete()
    (entry,) = entries
    assert entry.changed_fields == ["deleted_at"]
    assert (entry.user_id, entry.actor_role) == (world.a.admin_login.pk, "clinic_admin")


def test_what_is_undone_leaves_nothing(world: World) -> None:
    with recorded(world) as entries, acting_as(world.a.staff_login), transaction.atomic():
        Patient.objects.filter(pk=world.a.patient.pk).update(phone=NEW)
        transaction.set_rollback(True)
    assert entries == []


def test_a_generated_column_follows_from_others_and_is_not_recorded(world: World) -> None:
    appointment = make("appointments", world.a)
    with recorded_by_owner() as entries, connections[OWNER].cursor() as cursor:
        cursor.execute(
            "UPDATE clinic.appointments SET duration_minutes = 45 WHERE id = %s", [appointment.pk]
        )
    assert entries[0].changed_fields == ["duration_minutes"]


def test_of_a_restricted_row_the_names_are_kept_and_no_value(world: World) -> None:
    given = {"access_restricted": True, "chief_complaint": "in confidence"}
    with recorded_by_owner() as entries:
        record = make("medical_records", world.a, **given)
        rows = MedicalRecord.objects.using(OWNER).filter(pk=record.pk)
        rows.update(chief_complaint="in more confidence")
        rows.update(access_restricted=False, chief_complaint="not any more")
        rows.update(chief_complaint="for all to see")
        rows.update(access_restricted=True)
        rows.delete()
    assert [(entry.action, entry.old_values, entry.new_values) for entry in entries] == [
        ("INSERT", None, None),
        ("UPDATE", None, None),
        ("UPDATE", None, None),
        ("UPDATE", {"chief_complaint": "not any more"}, {"chief_complaint": "for all to see"}),
        ("UPDATE", None, None),
        ("DELETE", None, None),
    ]
    assert "chief_complaint" in entries[0].changed_fields
    assert entries[1].changed_fields == ["chief_complaint"]
    assert set(entries[2].changed_fields) == {"access_restricted", "chief_complaint"}
    assert "chief_complaint" in entries[5].changed_fields
    assert {entry.clinic_id for entry in entries} == {world.a.clinic.pk}


def test_what_hangs_on_a_restricted_record_is_kept_by_name_too(world: World) -> None:
    record = make("medical_records", world.a, access_restricted=True)
    with recorded_by_owner() as entries:
        make("lab_results", world.a, medical_record=record, comments="in confidence")
    assert [entry.new_values for entry in entries] == [None]


def test_of_an_encrypted_setting_the_value_is_not_kept(world: World) -> None:
    with recorded_by_owner() as entries:
        setting = make("system_settings", world.a, is_encrypted=True, value="s3cret")
        setting.value = "s3cret too"
        setting.save(using=OWNER, update_fields=["value"])
    # The first value may make the platform's key, which is recorded too.
    made, changed = (entry for entry in entries if entry.table_name == "system_settings")
    assert made.old_values == made.new_values == changed.old_values == changed.new_values is None
    assert changed.changed_fields == ["value"]


def test_a_secret_is_named_and_never_kept(world: World) -> None:
    with recorded_by_owner() as entries:
        user = make("users", world.a, password="a-digest-of-it")
        User.objects.using(OWNER).filter(pk=user.pk).update(password="another", language="fr")
        User.objects.using(OWNER).filter(pk=user.pk).update(password="a third")
        User.objects.using(OWNER).filter(pk=user.pk).update(two_factor_secret=CIPHERTEXT)
    assert "password_hash" not in entries[0].new_values
    assert (entries[3].changed_fields, entries[3].new_values) == (["two_factor_secret"], None)
    assert entries[1].new_values == {"language": "fr"}
    assert set(entries[1].changed_fields) == {"password_hash", "language"}
    assert (entries[2].changed_fields, entries[2].old_values, entries[2].new_values) == (
        ["password_hash"],
        None,
        None,
    )


def test_what_cannot_be_recorded_does_not_happen(world: World) -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "ALTER TABLE audit.audit_logs ADD CONSTRAINT full_up CHECK (action <> 'UPDATE') NOT VALID"
        )
    patient = make("patients", world.a)
    with refused(errors.CheckViolation, OWNER):
        Patient.objects.using(OWNER).filter(pk=patient.pk).update(phone=NEW)
    patient.refresh_from_db()
    assert patient.phone is None


@pytest.mark.parametrize("path", ["''", "pg_catalog", "clinic", "audit, pg_temp", "pg_temp, x"])
def test_any_search_path_will_do(path: str, world: World) -> None:
    with recorded_by_owner() as entries, connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT current_setting('search_path')")
        (usual,) = cursor.fetchone()
        cursor.execute("SELECT set_config('search_path', %s, true)", [path])
        cursor.execute("INSERT INTO clinic.feature_flags (name) VALUES ('anywhere')")
        cursor.execute("UPDATE clinic.feature_flags SET configuration = '{\"a\": 1}'")
        cursor.execute("DELETE FROM clinic.feature_flags WHERE name = 'anywhere'")
        cursor.execute("SELECT set_config('search_path', %s, true)", [usual])
    assert {entry.action for entry in entries} == {"INSERT", "UPDATE", "DELETE"}


def test_a_look_is_recorded_and_that_of_a_result_is_one_at_the_patient(world: World) -> None:
    record = make("medical_records", world.a)
    with recorded(world) as entries, acting_as(world.a.nurse_login):
        record_access(world.a.patient)
        record_access(record)
    assert [(entry.table_name, entry.record_id) for entry in entries] == [
        ("patients", str(world.a.patient.pk)),
        ("medical_records", str(record.pk)),
        ("patients", str(world.a.patient.pk)),
    ]
    assert {(entry.action, entry.user_id, entry.clinic_id) for entry in entries} == {
        ("SELECT", world.a.nurse_login.pk, world.a.clinic.pk)
    }


def test_a_look_at_what_is_not_audited_or_by_nobody_is_refused(world: World) -> None:
    slot = make("appointment_slots", world.a)
    with acting_as(world.a.nurse_login), refused(errors.InvalidParameterValue):
        record_access(slot)
    with refused(errors.InsufficientPrivilege):
        record_access(world.a.patient)
