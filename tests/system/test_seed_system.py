"""`manage.py seed_system`: what every environment needs, and nothing that somebody decided otherwise."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections

from system.models import FeatureFlag, SystemSetting
from tests.scratch import refuse, start_manage

pytestmark = pytest.mark.django_db(databases=["owner"])

FLAGS = {
    "telemedicine": True,
    "online_payments": True,
    "whatsapp_notifications": True,
    "e_prescriptions": True,
    "ai_diagnosis_suggestions": False,
    "patient_document_upload": False,
}
SETTINGS = {
    "appointment.default_duration_minutes": 15,
    "appointment.max_advance_booking_days": 90,
    "appointment.reminder_hours_before": 24,
    "payment.gst_rate": 0.09,
    "payment.currency": "SGD",
    "notification.sms_provider": "twilio",
    "notification.email_provider": "resend",
    "telemedicine.video_provider": "daily_co",
    "audit.retention_months": 24,
}


def seed() -> str:
    said = StringIO()
    call_command("seed_system", stdout=said)
    return said.getvalue()


def everything() -> list[Any]:
    """Give all rows, each with the version that PostgreSQL keeps of it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT xmin, ctid, feature_flags::text FROM clinic.feature_flags"
            " UNION ALL SELECT xmin, ctid, system_settings::text FROM clinic.system_settings"
            " ORDER BY 3"
        )
        rows: list[Any] = cursor.fetchall()
        return rows


def test_migrated_database_has_it_all() -> None:
    flags = FeatureFlag.objects.using("owner").values_list("name", "is_enabled")
    kept = SystemSetting.objects.using("owner").filter(clinic=None)

    assert dict(flags) == FLAGS
    assert {str(setting): setting.value for setting in kept} == SETTINGS


def test_another_run_changes_nothing() -> None:
    before = everything()

    assert seed() == "Added 0 feature flags and 0 system settings.\n"
    assert everything() == before


def test_what_is_missing_comes_back() -> None:
    FeatureFlag.objects.using("owner").filter(name__in=["telemedicine", "online_payments"]).delete()
    SystemSetting.objects.using("owner").filter(key="currency").delete()

    assert seed() == "Added 2 feature flags and 1 system settings.\n"
    assert FeatureFlag.objects.using("owner").get(name="telemedicine").is_enabled
    assert SystemSetting.objects.using("owner").get(key="currency").value == "SGD"


def test_what_an_operator_changed_stays() -> None:
    FeatureFlag.objects.using("owner").filter(name="telemedicine").update(is_enabled=False)
    SystemSetting.objects.using("owner").filter(key="currency").update(value="MYR")

    seed()

    assert not FeatureFlag.objects.using("owner").get(name="telemedicine").is_enabled
    assert SystemSetting.objects.using("owner").get(key="currency").value == "MYR"


def test_says_nothing_when_asked_to() -> None:
    said = StringIO()
    call_command("seed_system", verbosity=0, stdout=said)

    assert said.getvalue() == ""


def test_needs_the_owner() -> None:
    """Where only the run-time login is known, nothing is tried."""
    complaint = refuse(
        start_manage(
            "seed_system",
            APP_DATABASE_URL="postgres://clinic_app@localhost:1/none",
            SECRET_KEY="of a test",
        )
    )

    assert "DATABASE_URL" in complaint
