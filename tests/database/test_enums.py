"""Enum types: their labels in order, as the plan has them, as Django offers them."""

from enum import Enum

import pytest
from django.apps import apps
from django.db.models import TextChoices

from clinical.models import ChasCardType, Gender
from comms.models import NotificationChannel
from finance.models import PaymentStatus
from identity.models import UserRole
from postgres.fields import EnumField
from records.models import DocumentType
from scheduling.models import AppointmentStatus, QueueStatus
from tests.database.catalogue import rows
from webhooks.models import WebhookEventStatus

pytestmark = pytest.mark.django_db(databases=["owner"])

LABELS = {
    "user_role": "patient doctor nurse staff admin superadmin",
    "appointment_status": "scheduled confirmed in_progress completed cancelled no_show rescheduled",
    "payment_status": "pending processing completed failed refunded partial",
    "gender": "male female other prefer_not_to_say",
    "chas_card_type": "blue orange green none",
    "notification_channel": "email sms whatsapp push in_app",
    "queue_status": "waiting called serving completed cancelled",
    "document_type": "lab_result xray scan report prescription mc referral other",
    "webhook_event_status": "pending processing success failed dead_letter",
}

CHOICES: dict[str, type[TextChoices]] = {
    "user_role": UserRole,
    "appointment_status": AppointmentStatus,
    "payment_status": PaymentStatus,
    "gender": Gender,
    "chas_card_type": ChasCardType,
    "notification_channel": NotificationChannel,
    "queue_status": QueueStatus,
    "document_type": DocumentType,
    "webhook_event_status": WebhookEventStatus,
}

IN_JSON = {"document_type"}
"""Types of what stands inside JSON, not in a column."""


def test_types_have_the_labels_of_the_plan_in_order() -> None:
    found = rows(
        "SELECT typname::text, string_agg(enumlabel, ' ' ORDER BY enumsortorder)"
        " FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid GROUP BY 1"
    )
    assert dict(found) == LABELS


@pytest.mark.parametrize("enum_type", LABELS)
def test_choices_are_the_labels_in_order(enum_type: str) -> None:
    choices: type[Enum] = CHOICES[enum_type]
    assert " ".join(choice.value for choice in choices) == LABELS[enum_type]


def test_every_enum_column_is_an_enum_field_of_that_type_with_its_choices() -> None:
    columns = rows(
        "SELECT c.relname::text, a.attname::text, t.typname::text"
        " FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid"
        " JOIN pg_type AS t ON t.oid = a.atttypid"
        " WHERE t.typtype = 'e' AND c.relkind IN ('r', 'p') AND NOT a.attisdropped"
    )
    models = {model._meta.db_table: model for model in apps.get_models()}
    fields = {
        (table, column): field
        for table, column, _ in columns
        for field in models[table]._meta.fields
        if field.column == column
    }
    for table, column, enum_type in columns:
        field = fields[table, column]
        assert isinstance(field, EnumField), (table, column)
        assert field.enum_type == enum_type
        assert [value for value, _ in field.flatchoices] == CHOICES[enum_type].values
    assert {enum_type for _, _, enum_type in columns} == set(LABELS) - IN_JSON


def test_no_enum_is_the_key_of_an_index() -> None:
    """Their equality is not leakproof: under row security such an index is never used."""
    assert (
        rows(
            "SELECT i.indexrelid::regclass::text FROM pg_index AS i"
            " JOIN pg_attribute AS a ON a.attrelid = i.indexrelid"
            " JOIN pg_type AS t ON t.oid = a.atttypid WHERE t.typtype = 'e'"
        )
        == []
    )
