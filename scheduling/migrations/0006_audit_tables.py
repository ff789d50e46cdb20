"""Decide of each table whether its changes are recorded.

Plan 010. Locks each audited table against writes for a moment.
"""

from django.db import migrations

from audit.operations import Audited, NotAudited


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_create_audit_log"),
        ("scheduling", "0005_grant_tables"),
    ]

    operations = [
        Audited("clinic.appointments", "what was agreed with a patient"),
        Audited(
            "clinic.telemedicine_sessions",
            "who met whom, when, and what was noted",
            never_stored=["session_token"],
        ),
        NotAudited(
            "clinic.appointment_slots",
            "made by the thousand from the timetable; who takes one is in appointments",
        ),
        NotAudited("clinic.queue_management", "counters of the day, that follow from appointments"),
        NotAudited(
            "booking.booking_requests",
            "a log of its own: each request and its answer, kept as it was",
        ),
    ]
