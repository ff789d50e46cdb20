"""Files that belong to a record: a JSON list that names each one's kind."""

from django.db import models
from django.db.models import BooleanField, F, Func

from postgres import rules
from postgres.constraints import FieldRule


class DocumentType(models.TextChoices):
    """Labels of the enum type document_type."""

    LAB_RESULT = "lab_result"
    XRAY = "xray", "X-ray"
    SCAN = "scan"
    REPORT = "report"
    PRESCRIPTION = "prescription"
    MC = "mc", "Medical certificate"
    REFERRAL = "referral"
    OTHER = "other"


ATTACHMENTS_HELP = (
    'Each with its kind and place: [{"document_type": "report", "url": "https://..."}].'
)


def attachments_rule(table: str) -> FieldRule:
    """Make a rule: every attachment is an object that names its document_type and its url."""
    return rules.field_rule(
        table,
        "attachments",
        "valid",
        f"Each attachment names its url and its document_type: {', '.join(DocumentType.values)}.",
        Func(F("attachments"), function="clinic.are_attachments", output_field=BooleanField()),
    )
