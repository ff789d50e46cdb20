"""Every CHECK refuses a bad row, by its own name, and accepts the boundary.

The table below is written by hand. A CHECK that it does not name turns the suite red.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.db import connections, transaction
from psycopg import Error, sql
from psycopg.errors import CheckViolation, InvalidParameterValue
from psycopg.types.json import Jsonb

from tests.database.catalogue import rows
from tests.refusals import refused
from tests.rows import NOON, TODAY, make
from tests.world import OWNER, ClinicWorld, World

pytestmark = pytest.mark.django_db(databases=["owner"])

Values = dict[str, Any]
"""By column; a function gives what only the clinic or the row can."""

IN_THE_QUEUE: Values = {"queue_number": "001", "checked_in_at": NOON}

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
CENT = "0.01"


class Rule(NamedTuple):
    """A CHECK by name, with changes to a valid row that it refuses, and others that it accepts."""

    name: str
    bad: list[Values]
    good: list[Values]
    behind: tuple[str, ...] = ()
    """Rules that refuse the same row first: out of the way, this one still does."""
    error: type[Error] = CheckViolation


def one(name: str, column: str, *, bad: list[Any], good: list[Any], **beside: Any) -> Rule:
    """Change one column, with others `beside` it."""
    return Rule(name, [{column: v} | beside for v in bad], [{column: v} | beside for v in good])


def span(
    table: str, column: str, below: Any, least: Any, most: Any, above: Any, **beside: Any
) -> Rule:
    return one(
        f"{table}_{column}_in_range", column, bad=[below, above], good=[least, most], **beside
    )


def count(table: str, *columns: str) -> list[Rule]:
    return [one(f"{table}_{c}_not_negative", c, bad=[-1], good=[0, 1]) for c in columns]


def amount(table: str, *columns: str, **beside: Any) -> list[Rule]:
    return [
        one(f"{table}_{c}_not_negative", c, bad=["-0.01", "NaN"], good=["0"], **beside)
        for c in columns
    ]


def known(table: str, column: str, labels: str, **beside: Any) -> Rule:
    good = labels.split()
    bad = ["", "unknown", good[0].swapcase()]
    return one(f"{table}_{column}_known", column, bad=bad, good=good, **beside)


def lists(table: str, *columns: str) -> list[Rule]:
    bad, good = [Jsonb({}), Jsonb("a"), Jsonb(None)], [Jsonb([]), Jsonb(["a"])]
    return [one(f"{table}_{c}_is_array", c, bad=bad, good=good) for c in columns]


def objects(table: str, *columns: str) -> list[Rule]:
    bad, good = [Jsonb([]), Jsonb("a"), Jsonb(None)], [Jsonb({}), Jsonb({"a": 1})]
    return [one(f"{table}_{c}_is_object", c, bad=bad, good=good) for c in columns]


CIPHERTEXTS = [f"1.7.{'A' * 39}", f"1.123456789.{'Az09_-' * 10}"]
NO_CIPHERTEXTS = [
    *("", "S1234567D", f"1.7.{'A' * 38}", f"2.7.{'A' * 39}", f"1..{'A' * 39}", f"17.{'A' * 39}"),
    *(f"1.7.{'A' * 39}=", f"1.7.{'A' * 39}\n", f" 1.7.{'A' * 39}", f"1.1234567890.{'A' * 39}"),
]


def sealed(table: str, field: str, column: str = "", **beside: Any) -> Rule:
    return one(
        f"{table}_{field}_sealed",
        column or f"{field}_encrypted",
        bad=NO_CIPHERTEXTS,
        good=CIPHERTEXTS,
        **beside,
    )


PHONES = [
    *("123456", "123456789012345", "+123456789012345", "+65 6123 4567", "(65) 6123 4567"),
    *("(+65) 6123-4567", "65-(6123)-4567", "6123 4567 ext 12", "6123 4567x12", "61234567 Ext. 1"),
]
NO_PHONES = [
    *("", "1234567890123456", "++65 6123 4567", "6123 456a", "+1(((((((", "61234567\n", "+"),
    *("6123 4567 ext", "ext 123456", "6123 4567 x1234567", "1 2 3 4 5 x6"),
]


def phone(table: str, column: str) -> Rule:
    return one(f"{table}_{column}_valid", column, bad=[*NO_PHONES, "12345"], good=PHONES)


def number_of_a_message(table: str, column: str) -> Rule:
    """Allow a short code too: three digits to six."""
    bad = [*NO_PHONES, "12", "+123", "1 2 3"]
    return one(f"{table}_{column}_valid", column, bad=bad, good=[*PHONES, "123", "70123"])


def email(table: str, column: str) -> Rule:
    return one(
        f"{table}_{column}_valid",
        column,
        bad=["", "nobody", "a@b", "@example.com", "a b@example.com", "a@b@example.com"],
        good=["a@b.co", "first.last+tag@mail.example.com"],
    )


def present(table: str, *columns: str) -> list[Rule]:
    return [one(f"{table}_{c}_present", c, bad=["", " ", "\n"], good=["a", " a "]) for c in columns]


def language(table: str, column: str) -> Rule:
    return one(
        f"{table}_{column}_valid",
        column,
        bad=["", "e", "EN", "zh_SG", "zh-S"],
        good=["en", "fil", "zh-SG"],
    )


def zone(table: str) -> Rule:
    rule = one(
        f"{table}_timezone_valid",
        "timezone",
        bad=["", "Asia/Atlantis"],
        good=["UTC", "Europe/London"],
    )
    return rule._replace(error=InvalidParameterValue)


def order(table: str, first: str, last: str, at: Any = NOON, step: timedelta = SECOND) -> Rule:
    """`last` not before `first`."""
    return Rule(f"{table}_{last}_in_order", [{first: at, last: at - step}], [{first: at, last: at}])


def strict_order(
    table: str, first: str, last: str, at: Any = NOON, step: timedelta = SECOND
) -> Rule:
    """`last` after `first`."""
    return Rule(f"{table}_{last}_in_order", [{first: at, last: at}], [{first: at, last: at + step}])


def attachments(table: str) -> Rule:
    url = "https://example.com/1.pdf"
    return one(
        f"{table}_attachments_valid",
        "attachments",
        bad=[
            Jsonb({}),
            Jsonb(None),
            Jsonb([url]),
            Jsonb([{"url": url}]),
            Jsonb([{"document_type": "mc"}]),
            Jsonb([{"document_type": "mc", "url": ""}]),
            Jsonb([{"document_type": "selfie", "url": url}]),
            Jsonb([{"document_type": "mc", "url": url}, {}]),
        ],
        good=[Jsonb([]), Jsonb([{"document_type": "mc", "url": url}])],
    )


def reviewed(table: str) -> Rule:
    return Rule(
        f"{table}_reviewed_complete",
        [{"status": "reviewed"}, {"reviewed_by": the_doctor}],
        [
            {"status": "reviewed", "reviewed_at": NOON},
            {"status": "reviewed", "reviewed_at": NOON, "reviewed_by": the_doctor},
        ],
    )


def rounded(outstanding: str) -> Values:
    """Give a bill of 109 that was paid in cash, to the nearest five cents or so."""
    paid = 109 - Decimal(outstanding)
    return {
        "payment_method": "cash",
        "status": "completed",
        "receipt_number": "R-1",
        "paid_amount": paid,
        "outstanding_amount": outstanding,
    }


def itself(at: ClinicWorld, row: Any) -> Any:
    return row.pk


def the_doctor(at: ClinicWorld, row: Any) -> Any:
    return at.doctor.pk


def somebody(at: ClinicWorld, row: Any) -> Any:
    return at.staff_login.pk


def appointment(at: ClinicWorld, row: Any) -> Any:
    return make("appointments", at).pk


def another_of_the_staff(at: ClinicWorld, row: Any) -> Any:
    return at.nurse.pk


RESULT = "pending processing completed reviewed cancelled"
MESSAGE = "queued sending sent delivered read undelivered failed received"
QUALITY = "excellent good fair poor"

PAID: Values = {"paid_amount": 109, "outstanding_amount": 0}
REFUND: Values = PAID | {"is_refunded": True, "refunded_amount": 109, "refunded_at": NOON}
# A discount is received from nobody.
BORNE_BY_OTHERS: Values = REFUND | {
    "subtotal": 110,
    "discount_amount": 10,
    "chas_subsidy_amount": 20,
    "medisave_amount": 30,
    "insurance_claim_amount": 40,
    "total_amount": 19,
    "paid_amount": 20,
    "change_amount": 1,
}
MC: Values = {"mc_required": True, "mc_start_date": TODAY, "mc_end_date": TODAY, "mc_days": 1}

RULES: dict[str, list[Rule]] = {
    "clinics": [
        *present("clinics", "name", "registration_number"),
        one(
            "clinics_code_valid",
            "code",
            bad=["", "A", "1A", "ab", "AB-1"],
            good=["AB", "A1", "A" + "1" * 19],
        ),
        zone("clinics"),
        span("clinics", "latitude", "-90.00000001", -90, 90, "90.00000001"),
        span("clinics", "longitude", "-180.00000001", -180, 180, "180.00000001"),
        known("clinics", "subscription_tier", "basic professional enterprise"),
        phone("clinics", "phone"),
        email("clinics", "email"),
        *objects("clinics", "operating_hours", "settings"),
        *lists("clinics", "services", "facilities"),
    ],
    "users": [
        *present("users", "full_name"),
        Rule(
            "users_superadmin_has_no_clinic",
            [{"role": "superadmin"}, {"clinic_id": None}],
            [{"role": "superadmin", "clinic_id": None}, {"role": "admin"}],
        ),
        zone("users"),
        sealed("users", "two_factor_secret", "two_factor_secret"),
        Rule(
            "users_two_factor_has_secret",
            [{"two_factor_enabled": True}],
            [
                {"two_factor_enabled": True, "two_factor_secret": CIPHERTEXTS[0]},
                {"two_factor_secret": CIPHERTEXTS[0]},
            ],
        ),
        language("users", "language"),
        *count("users", "failed_login_attempts"),
        phone("users", "phone"),
        email("users", "email"),
        *objects("users", "notification_preferences"),
    ],
    "patients": [
        *present("patients", "patient_number", "full_name"),
        Rule(
            "patients_born_before_registration",
            [
                {"date_of_birth": date(1879, 12, 31)},
                # On Kiritimati, 14 hours ahead, it is the third of March.
                {
                    "created_at": datetime(2026, 3, 2, 12, tzinfo=UTC),
                    "date_of_birth": date(2026, 3, 4),
                },
            ],
            [
                {"date_of_birth": date(1880, 1, 1)},
                {
                    "created_at": datetime(2026, 3, 2, 12, tzinfo=UTC),
                    "date_of_birth": date(2026, 3, 3),
                },
            ],
        ),
        sealed("patients", "nric", nric_hash="a digest"),
        sealed("patients", "passport_number"),
        sealed("patients", "chas_card_number"),
        sealed("patients", "insurance_policy_number"),
        Rule(
            "patients_nric_has_hash",
            [{"nric_encrypted": CIPHERTEXTS[0]}, {"nric_hash": "a digest"}],
            [
                {"nric_encrypted": CIPHERTEXTS[0], "nric_hash": "a digest"},
                {"nric_encrypted": None, "nric_hash": None},
            ],
        ),
        Rule(
            "patients_chas_card_has_expiry",
            [{"chas_card_type": "blue"}],
            [{"chas_card_type": "blue", "chas_card_expiry": TODAY}, {"chas_card_type": "none"}],
        ),
        language("patients", "preferred_language"),
        known("patients", "blood_type", "A+ A- B+ B- AB+ AB- O+ O-"),
        known("patients", "marital_status", "single married divorced widowed separated"),
        span("patients", "height_cm", "19.99", 20, 300, "300.01"),
        span("patients", "weight_kg", "0.19", "0.2", 500, "500.01"),
        order("patients", "first_visit_date", "last_visit_date", TODAY, DAY),
        *count("patients", "total_visits", "no_show_count"),
        phone("patients", "phone"),
        phone("patients", "emergency_contact_phone"),
        email("patients", "email"),
        *lists(
            "patients",
            "allergies",
            "chronic_conditions",
            "current_medications",
            "medical_history",
            "family_medical_history",
            "tags",
        ),
        *objects("patients", "risk_factors"),
    ],
    "doctors": [
        *present("doctors", "employee_id", "full_name", "medical_registration_number"),
        Rule(
            "doctors_rated_by_somebody",
            [{"average_rating": 4}, {"rating_count": 1}],
            [{"average_rating": 4, "rating_count": 1}],
        ),
        span("doctors", "average_rating", "0.99", 1, 5, "5.01", rating_count=1),
        span("doctors", "years_of_experience", -1, 0, 80, 81),
        span("doctors", "consultation_duration_minutes", 4, 5, 480, 481),
        span("doctors", "buffer_time_minutes", -1, 0, 240, 241),
        span("doctors", "max_daily_appointments", -1, 0, 500, 501),
        span("doctors", "advance_booking_days", -1, 0, 730, 731),
        *amount("doctors", "consultation_fee", "telemedicine_fee"),
        *count("doctors", "total_consultations"),
        Rule(
            "doctors_rating_count_not_negative",
            [{"rating_count": -1}],
            [{"rating_count": 0}],
            behind=("doctors_rated_by_somebody",),
        ),
        *lists(
            "doctors",
            "specializations",
            "qualifications",
            "languages_spoken",
        ),
        *objects("doctors", "notification_preferences"),
        *(
            one(
                f"doctors_{c}_is_{shape}",
                c,
                bad=[Jsonb(no), Jsonb("a"), Jsonb(None)],
                good=[Jsonb(yes)],
            )
            for c, shape, no, yes in (
                ("break_times", "array", {}, []),
                ("blocked_dates", "array", {}, []),
                ("working_hours", "object", [], {}),
            )
        ),
        # tests/clinical/test_hours.py has all kinds.
        one(
            "doctors_working_hours_fits",
            "working_hours",
            bad=[Jsonb({"mon": [["10:00", "10:00"]]})],
            good=[Jsonb({"mon": [["10:00", "10:01"]]})],
        ),
        one(
            "doctors_break_times_fits",
            "break_times",
            bad=[Jsonb([["10:00", "10:00"]])],
            good=[Jsonb([["10:00", "10:01"]])],
        ),
        one(
            "doctors_blocked_dates_fits",
            "blocked_dates",
            bad=[Jsonb(["2027-02-29"])],
            good=[Jsonb(["2028-02-29"])],
        ),
    ],
    "staff": [
        *present("staff", "employee_id", "full_name"),
        one(
            "staff_reports_to_another",
            "reporting_to",
            bad=[itself],
            good=[another_of_the_staff, None],
        ),
        known("staff", "employment_type", "full_time part_time contract locum intern"),
        order("staff", "start_date", "end_date", TODAY, DAY),
        *objects("staff", "permissions"),
        *lists("staff", "accessible_modules"),
    ],
    "appointments": [
        *present("appointments", "appointment_number"),
        Rule(
            "appointments_total_amount_adds_up",
            [
                {"total_amount": CENT},
                {"consultation_fee": 50, "additional_charges": 5, "total_amount": 50},
                {
                    "consultation_fee": 50,
                    "chas_applicable": True,
                    "chas_subsidy_amount": 20,
                    "total_amount": 50,
                },
            ],
            [
                {"total_amount": 0},
                {
                    "consultation_fee": 50,
                    "additional_charges": 5,
                    "chas_applicable": True,
                    "chas_subsidy_amount": 20,
                    "total_amount": 35,
                },
            ],
        ),
        Rule(
            "appointments_total_amount_not_negative",
            [{"chas_applicable": True, "chas_subsidy_amount": CENT, "total_amount": "-0.01"}],
            [{"total_amount": 0}],
        ),
        Rule(
            "appointments_chas_subsidy_is_applicable",
            [{"chas_subsidy_amount": CENT}],
            [{"chas_applicable": True, "chas_subsidy_amount": CENT}, {"chas_subsidy_amount": 0}],
        ),
        Rule(
            "appointments_overlap_reason_of_overlap",
            [
                {"may_overlap": True},
                {"may_overlap": True, "overlap_reason": ""},
                {"may_overlap": True, "overlap_reason": " \t\n"},
                {"overlap_reason": "Fever"},
            ],
            [{"may_overlap": True, "overlap_reason": "Fever"}],
        ),
        # tests/scheduling/test_queue.py has all places and statuses.
        Rule(
            "appointments_queue_status_fits_status",
            [
                {"queue_status": "serving"} | IN_THE_QUEUE,
                {"queue_status": "waiting"} | IN_THE_QUEUE,
            ],
            [
                {"status": "confirmed", "queue_status": "waiting"} | IN_THE_QUEUE,
                {"queue_status": "cancelled"},
            ],
        ),
        Rule(
            "appointments_queue_status_has_number",
            [
                {"status": "confirmed", "queue_status": "waiting", "queue_number": "001"},
                {"status": "confirmed", "queue_status": "waiting", "checked_in_at": NOON},
            ],
            [{"status": "confirmed", "queue_status": "waiting"} | IN_THE_QUEUE],
        ),
        one(
            "appointments_rescheduled_from_another",
            "rescheduled_from",
            bad=[itself],
            good=[appointment, None],
        ),
        known(
            "appointments",
            "appointment_type",
            "consultation follow_up vaccination health_screening procedure telemedicine walk_in",
        ),
        known("appointments", "source", "online phone walk_in whatsapp referral staff"),
        one(
            "appointments_starts_at_in_range",
            "starts_at",
            bad=["1999-12-31 23:59:59+00", "2200-01-01 00:00:01+00"],
            good=["2000-01-01 00:00:00+00", "2200-01-01 00:00:00+00"],
        ),
        span("appointments", "duration_minutes", 0, 1, 1440, 1441),
        order("appointments", "checked_in_at", "called_at"),
        order("appointments", "consultation_start_at", "consultation_end_at"),
        *amount("appointments", "consultation_fee", "additional_charges"),
        *amount("appointments", "chas_subsidy_amount", chas_applicable=True),
        *lists("appointments", "reminder_channels"),
    ],
    "appointment_slots": [
        Rule(
            "appointment_slots_taken_is_not_available",
            [{"appointment_id": appointment}],
            [{"appointment_id": appointment, "is_available": False}, {"is_available": False}],
        ),
        Rule(
            "appointment_slots_block_reason_of_blocked",
            [{"block_reason": "Leave"}],
            [{"block_reason": "Leave", "is_blocked": True}, {"is_blocked": True}],
        ),
        Rule(
            "appointment_slots_held_until_some_time",
            [{"held_by": uuid4()}],
            [{"held_by": uuid4(), "held_until": NOON}, {"held_until": NOON}],
        ),
        one(
            "appointment_slots_starts_at_in_range",
            "starts_at",
            bad=["1999-12-31 23:59:59+00", "2200-01-01 00:00:01+00"],
            good=["2000-01-01 00:00:00+00", "2200-01-01 00:00:00+00"],
        ),
        span("appointment_slots", "duration_minutes", 0, 1, 1440, 1441),
    ],
    "queue_management": count(
        "queue_management", "numbers_given", "total_waiting", "average_wait_time_minutes"
    ),
    "data_keys": [
        known("data_keys", "purpose", "content index", replaced_at=None),
        Rule(
            "data_keys_index_key_stays",
            [{"purpose": "index"}],
            [{"purpose": "index", "replaced_at": None}, {"purpose": "content"}],
        ),
        one(
            "data_keys_wrapped_key_wrapped",
            "wrapped_key",
            bad=["", "A" * 44, f"1.{'0' * 8}.{'A' * 79}", f"1.{'g' * 8}.{'A' * 80}"],
            good=[f"1.{'0f' * 4}.{'Az09_-' * 13}Az"],
        ),
        order("data_keys", "created_at", "replaced_at"),
    ],
    "booking_requests": [
        one(
            "booking_requests_idempotency_key_length",
            "idempotency_key",
            bad=["", "k" * 256],
            good=["k", "k" * 255],
        ),
        known("booking_requests", "status", "pending success conflict error"),
        *count("booking_requests", "attempts"),
    ],
    "telemedicine_sessions": [
        known(
            "telemedicine_sessions",
            "status",
            "scheduled waiting in_progress completed cancelled failed",
        ),
        known("telemedicine_sessions", "patient_connection_quality", QUALITY),
        known("telemedicine_sessions", "doctor_connection_quality", QUALITY),
        span("telemedicine_sessions", "patient_rating", 0, 1, 5, 6),
        strict_order("telemedicine_sessions", "scheduled_start", "scheduled_end"),
        order("telemedicine_sessions", "actual_start", "actual_end"),
        order("telemedicine_sessions", "patient_joined_at", "patient_left_at"),
        order("telemedicine_sessions", "doctor_joined_at", "doctor_left_at"),
        *count(
            "telemedicine_sessions",
            "duration_minutes",
            "connection_drops",
            "recording_duration_seconds",
        ),
        *amount("telemedicine_sessions", "recording_size_mb"),
    ],
    "medical_records": [
        *present("medical_records", "record_number"),
        one(
            "medical_records_mc_number_present",
            "mc_number",
            bad=["", " "],
            good=["MC-1", None],
            **MC,
        ),
        span("medical_records", "temperature_celsius", "24.99", 25, 45, "45.01"),
        span("medical_records", "blood_pressure_systolic", 39, 40, 300, 301),
        span("medical_records", "blood_pressure_diastolic", -1, 0, 200, 201),
        Rule(
            "medical_records_diastolic_below_systolic",
            [{"blood_pressure_systolic": 80, "blood_pressure_diastolic": 80}],
            [{"blood_pressure_systolic": 80, "blood_pressure_diastolic": 79}],
        ),
        span("medical_records", "heart_rate_bpm", 19, 20, 300, 301),
        span("medical_records", "respiratory_rate_bpm", 3, 4, 120, 121),
        span("medical_records", "oxygen_saturation_percent", -1, 0, 100, 101),
        span("medical_records", "height_cm", "19.99", 20, 300, "300.01"),
        span("medical_records", "weight_kg", "0.19", "0.2", 500, "500.01"),
        one(
            "medical_records_primary_diagnosis_code_valid",
            "primary_diagnosis_code",
            bad=["", "j06.9", "J0", "J06.", "J06.12345", "006.9", "J06,9"],
            good=["J06", "J06.9", "U07.1", "C7A.0", "S72.001A"],
        ),
        order("medical_records", "record_date", "follow_up_date", TODAY, DAY),
        Rule(
            "medical_records_mc_complete",
            [
                {"mc_required": True},
                MC | {"mc_required": False},
                MC | {"mc_start_date": None},
                MC | {"mc_end_date": None},
                MC | {"mc_days": None},
                {"mc_days": 1},
                {"mc_number": "MC-1"},
            ],
            [MC, MC | {"mc_number": "MC-1"}, {"mc_required": False}],
        ),
        Rule(
            "medical_records_mc_end_date_in_order",
            [MC | {"mc_end_date": TODAY - DAY, "mc_days": 0}],
            [MC],
        ),
        Rule(
            "medical_records_mc_days_add_up",
            [MC | {"mc_days": 0}, MC | {"mc_days": 2}, MC | {"mc_end_date": TODAY + DAY}],
            [MC | {"mc_end_date": TODAY + 2 * DAY, "mc_days": 3}],
        ),
        attachments("medical_records"),
        *objects("medical_records", "review_of_systems", "physical_examination"),
        *lists(
            "medical_records",
            "secondary_diagnoses",
            "differential_diagnoses",
            "medications_prescribed",
            "procedures_performed",
        ),
    ],
    "prescriptions": [
        *present("prescriptions", "prescription_number"),
        known(
            "prescriptions",
            "status",
            "active partially_dispensed dispensed cancelled expired",
            dispensed_at=NOON,
        ),
        known("prescriptions", "collection_method", "clinic pharmacy delivery"),
        order("prescriptions", "prescription_date", "valid_until", TODAY, DAY),
        Rule(
            "prescriptions_dispensed_has_time",
            [{"status": "dispensed"}],
            [{"status": "dispensed", "dispensed_at": NOON}],
        ),
    ],
    "prescription_items": [
        span("prescription_items", "quantity", 0, 1, 100_000, 100_001),
        Rule(
            "prescription_items_dispensed_within_quantity",
            [{"dispensed_quantity": -1}, {"dispensed_quantity": 21}],
            [{"dispensed_quantity": 0}, {"dispensed_quantity": 20}],
        ),
        Rule(
            "prescription_items_remaining_adds_up",
            [{"remaining_quantity": 19}, {"dispensed_quantity": 5, "remaining_quantity": 20}],
            [{"remaining_quantity": 20}, {"dispensed_quantity": 5, "remaining_quantity": 15}],
        ),
        Rule(
            "prescription_items_total_price_adds_up",
            [{"total_price": 20}, {"unit_price": 1, "total_price": "19.99"}],
            [{"unit_price": 1, "total_price": 20}, {"unit_price": 1}],
        ),
        Rule(
            "prescription_items_subsidy_within_total",
            [{"unit_price": 1, "total_price": 20, "subsidy_amount": "20.01"}],
            [{"unit_price": 1, "total_price": 20, "subsidy_amount": 20}],
        ),
        *amount("prescription_items", "unit_price", "subsidy_amount"),
    ],
    "lab_results": [
        known("lab_results", "status", RESULT, reviewed_at=NOON),
        order("lab_results", "test_date", "report_date", TODAY, DAY),
        Rule(
            "lab_results_critical_values_flagged",
            [{"critical_values": Jsonb(["K 6.9"])}],
            [
                {"critical_values": Jsonb(["K 6.9"]), "has_critical_values": True},
                {"has_critical_values": True},
            ],
        ),
        Rule(
            "lab_results_acknowledged_has_time",
            [{"critical_values_acknowledged_by": somebody}],
            [
                {
                    "critical_values_acknowledged_by": somebody,
                    "critical_values_acknowledged_at": NOON,
                }
            ],
        ),
        reviewed("lab_results"),
        attachments("lab_results"),
        *lists("lab_results", "tests_ordered"),
        one(
            "lab_results_critical_values_is_array",
            "critical_values",
            bad=[Jsonb({}), Jsonb("a"), Jsonb(None)],
            good=[Jsonb([]), Jsonb(["K 6.9"])],
            has_critical_values=True,
        ),
        *objects("lab_results", "results"),
    ],
    "imaging_results": [
        known(
            "imaging_results", "imaging_type", "xray ultrasound ct mri mammogram bone_density other"
        ),
        known("imaging_results", "status", RESULT, reviewed_at=NOON),
        order("imaging_results", "imaging_date", "report_date", TODAY, DAY),
        reviewed("imaging_results"),
        *lists("imaging_results", "images_url"),
    ],
    "vaccination_records": [
        span("vaccination_records", "dose_number", 0, 1, 20, 21),
        strict_order("vaccination_records", "administered_date", "next_dose_due_date", TODAY, DAY),
        Rule(
            "vaccination_records_side_effects_reported",
            [{"side_effects_details": "Fever"}],
            [
                {"side_effects_details": "Fever", "side_effects_reported": True},
                {"side_effects_reported": True},
            ],
        ),
    ],
    "payments": [
        *present("payments", "payment_number", "receipt_number"),
        known(
            "payments",
            "payment_method",
            "cash nets credit_card debit_card paynow bank_transfer medisave insurance other",
        ),
        Rule(
            "payments_subtotal_not_negative",
            [{"subtotal": "-0.01"}, {"subtotal": "NaN"}],
            [{"subtotal": 0, "total_amount": 9, "outstanding_amount": 9}],
        ),
        Rule(
            "payments_gst_amount_not_negative",
            [{"gst_amount": "-0.01"}, {"gst_amount": "NaN"}],
            [{"gst_amount": 0, "total_amount": 100, "outstanding_amount": 100}],
        ),
        *amount(
            "payments",
            "discount_amount",
            "chas_subsidy_amount",
            "medisave_amount",
            "insurance_claim_amount",
            "change_amount",
        ),
        Rule(
            "payments_total_amount_not_negative",
            [{"discount_amount": "109.01", "total_amount": "-0.01", "outstanding_amount": "-0.01"}],
            [{"discount_amount": 109, "total_amount": 0, "outstanding_amount": 0}],
            behind=("payments_outstanding_amount_not_negative",),
        ),
        Rule(
            "payments_paid_amount_not_negative",
            [{"paid_amount": "-0.01", "outstanding_amount": "109.01"}],
            [{"paid_amount": 0}],
            behind=("payments_change_within_paid",),
        ),
        Rule(
            "payments_outstanding_amount_not_negative",
            [
                {"paid_amount": "109.01", "outstanding_amount": "-0.01"},
                rounded("-0.01") | {"payment_method": "nets"},
                rounded("-0.05"),
                rounded("-0.01") | {"status": "failed"},
            ],
            [
                PAID,
                rounded("-0.04"),
                REFUND | rounded("-0.04") | {"status": "refunded", "refunded_amount": "109.04"},
            ],
            behind=("payments_completed_is_paid",),
        ),
        Rule(
            "payments_total_amount_adds_up",
            [
                {"total_amount": 110, "outstanding_amount": 110},
                {"discount_amount": CENT},
                {"chas_subsidy_amount": CENT},
                {"medisave_amount": CENT},
                {"insurance_claim_amount": CENT},
            ],
            [
                {
                    "discount_amount": 10,
                    "chas_subsidy_amount": 20,
                    "medisave_amount": 30,
                    "insurance_claim_amount": 40,
                    "total_amount": 9,
                    "outstanding_amount": 9,
                }
            ],
        ),
        Rule(
            "payments_outstanding_amount_adds_up",
            [{"outstanding_amount": 108}, {"paid_amount": 10}],
            [
                {"paid_amount": 10, "outstanding_amount": 99},
                {"paid_amount": 120, "change_amount": 11, "outstanding_amount": 0},
            ],
        ),
        Rule(
            "payments_change_within_paid",
            [{"change_amount": CENT, "outstanding_amount": "109.01"}],
            [{"paid_amount": 10, "change_amount": 10, "outstanding_amount": 109}],
        ),
        Rule(
            "payments_completed_is_paid",
            [
                {"status": "completed", "receipt_number": "R-1"},
                PAID | {"status": "partial"},
                rounded("0.05"),
                rounded("0.01") | {"payment_method": "nets"},
            ],
            [
                PAID | {"status": "completed", "receipt_number": "R-1"},
                {"status": "partial", "paid_amount": "108.99", "outstanding_amount": CENT},
                {"status": "failed"},
                rounded("0.04"),
                rounded("-0.04"),
            ],
        ),
        Rule(
            "payments_completed_has_receipt",
            [PAID | {"status": "completed"}, REFUND | {"status": "completed"}],
            [
                PAID | {"status": "completed", "receipt_number": "R-1"},
                # A deposit that is given back never had one.
                REFUND | {"status": "refunded"},
            ],
        ),
        Rule(
            "payments_refund_complete",
            [
                REFUND | {"is_refunded": False},
                REFUND | {"refunded_amount": None},
                REFUND | {"refunded_amount": 0},
                REFUND | {"refunded_amount": "109.01"},
                REFUND | {"refunded_amount": "NaN"},
                REFUND | {"refunded_at": None},
                # Change was given back already.
                REFUND | {"paid_amount": 120, "change_amount": 11, "refunded_amount": 120},
                {"refunded_by": somebody},
                BORNE_BY_OTHERS | {"refunded_amount": "109.01"},
            ],
            [
                REFUND,
                REFUND | {"refunded_amount": CENT},
                REFUND | {"refunded_by": somebody},
                BORNE_BY_OTHERS,
            ],
        ),
        Rule(
            "payments_refunded_is_refund",
            [PAID | {"status": "refunded", "receipt_number": "R-1"}],
            [REFUND | {"status": "refunded", "receipt_number": "R-1"}],
        ),
    ],
    "payment_items": [
        known(
            "payment_items",
            "item_type",
            "consultation medication procedure vaccination laboratory imaging other",
        ),
        span("payment_items", "quantity", 0, 1, 100_000, 100_001, unit_price=0, total_price=0),
        span("payment_items", "discount_percent", "-0.01", 0, 100, "100.01"),
        Rule(
            "payment_items_total_price_adds_up",
            [{"quantity": 2}, {"total_price": "99.99"}, {"discount_amount": 1}],
            [{"quantity": 2, "discount_amount": 50, "total_price": 150}],
        ),
        Rule(
            "payment_items_total_price_not_negative",
            [{"discount_amount": "100.01", "total_price": "-0.01"}],
            [{"discount_amount": 100, "total_price": 0}],
        ),
        *amount("payment_items", "discount_amount"),
        Rule(
            "payment_items_unit_price_not_negative",
            [{"unit_price": "-0.01", "total_price": "-0.01"}],
            [{"unit_price": 0, "total_price": 0}],
            behind=("payment_items_total_price_not_negative",),
        ),
    ],
    "insurance_claims": [
        *present("insurance_claims", "claim_number"),
        sealed("insurance_claims", "policy_number", "policy_number"),
        known(
            "insurance_claims",
            "status",
            "pending submitted approved partially_approved rejected paid cancelled",
        ),
        Rule(
            "insurance_claims_decided_within_claimed",
            [
                {"approved_amount": "100.01"},
                {"rejected_amount": "100.01"},
                {"approved_amount": 60, "rejected_amount": "40.01"},
            ],
            [{"approved_amount": 60, "rejected_amount": 40}],
        ),
        order("insurance_claims", "submitted_at", "approved_at"),
        order("insurance_claims", "submitted_at", "rejected_at"),
        *amount("insurance_claims", "claimed_amount", "approved_amount", "copayment_amount"),
        one(
            "insurance_claims_rejected_amount_not_negative",
            "rejected_amount",
            bad=["-0.01"],
            good=[0],
        ),
        *lists("insurance_claims", "documents"),
    ],
    "notifications": [
        known("notifications", "status", "pending queued sent delivered read failed cancelled"),
        span("notifications", "priority", 0, 1, 10, 11),
        order("notifications", "sent_at", "delivered_at"),
        strict_order("notifications", "scheduled_for", "expires_at"),
        *present("notifications", "recipient"),
        *count("notifications", "retry_count"),
        *objects("notifications", "template_variables", "metadata"),
    ],
    "sms_messages": [
        known("sms_messages", "status", MESSAGE),
        span("sms_messages", "segments", 0, 1, 100, 101),
        *amount("sms_messages", "price_per_segment", "total_cost"),
        number_of_a_message("sms_messages", "to_number"),
    ],
    "whatsapp_messages": [
        known("whatsapp_messages", "status", MESSAGE),
        known(
            "whatsapp_messages",
            "message_type",
            "text template image document audio video",
            template_name="reminder",
        ),
        Rule(
            "whatsapp_messages_template_named",
            [{"message_type": "template"}],
            [{"message_type": "template", "template_name": "reminder"}],
        ),
        order("whatsapp_messages", "delivered_at", "read_at"),
        number_of_a_message("whatsapp_messages", "to_number"),
        *objects("whatsapp_messages", "template_parameters"),
    ],
    "email_messages": [
        known("email_messages", "status", MESSAGE),
        known("email_messages", "bounce_type", "hard soft undetermined", bounced_at=NOON),
        Rule(
            "email_messages_bounce_has_time",
            [{"bounce_type": "hard"}],
            [{"bounce_type": "hard", "bounced_at": NOON}],
        ),
        Rule(
            "email_messages_body_present",
            [{"text_body": None}],
            [{"text_body": None, "html_body": "<p>At 09:00.</p>"}, {"html_body": None}],
        ),
        email("email_messages", "to_email"),
        *lists("email_messages", "cc_emails", "bcc_emails", "attachments"),
    ],
    "system_settings": [
        # tests/system/test_settings.py has all kinds.
        one(
            "system_settings_value_fits",
            "value",
            bad=[Jsonb(4), Jsonb(481), Jsonb("15")],
            good=[Jsonb(5), Jsonb(480)],
            category="appointment",
            key="default_duration_minutes",
        ),
        Rule(
            "system_settings_encrypted_is_not_public",
            [{"is_encrypted": True, "is_public": True, "value": Jsonb(CIPHERTEXTS[0])}],
            [{"is_encrypted": True, "value": Jsonb(CIPHERTEXTS[0])}, {"is_public": True}],
        ),
        Rule(
            "system_settings_value_sealed",
            [
                *({"is_encrypted": True, "value": Jsonb(text)} for text in NO_CIPHERTEXTS),
                *({"is_encrypted": True, "value": Jsonb(v)} for v in (7, None, [CIPHERTEXTS[0]])),
                {"is_encrypted": False, "value": Jsonb(CIPHERTEXTS[0])},
            ],
            [
                *({"is_encrypted": True, "value": Jsonb(text)} for text in CIPHERTEXTS),
                *({"value": Jsonb(v)} for v in ("1.7", 7, None, [CIPHERTEXTS[0]])),
            ],
        ),
    ],
    "feature_flags": [
        span("feature_flags", "rollout_percentage", -1, 0, 100, 101),
        *lists("feature_flags", "enabled_for_clinics", "enabled_for_users"),
        *objects("feature_flags", "configuration"),
    ],
    "integration_webhooks": [
        one(
            "integration_webhooks_url_valid",
            "url",
            bad=[
                "",
                "http://example.com",
                "https://",
                "https:///hooks",
                "https:// a",
                " https://a",
            ],
            good=["https://a", "https://example.com/hooks?x=1"],
        ),
        sealed("integration_webhooks", "secret", "secret"),
        span("integration_webhooks", "max_retries", -1, 0, 20, 21),
        span("integration_webhooks", "timeout_seconds", 0, 1, 300, 301),
        *count("integration_webhooks", "success_count", "failure_count"),
        *lists("integration_webhooks", "events"),
        *objects("integration_webhooks", "headers"),
    ],
    "webhook_logs": [
        known("webhook_logs", "status", "pending success failed"),
        span("webhook_logs", "response_status", 99, 100, 599, 600),
        *count("webhook_logs", "response_time_ms", "retry_count"),
    ],
    "webhook_sources": [
        one(
            "webhook_sources_name_valid",
            "name",
            bad=["", "Stripe", "1st", "lab results", "-lab", "stripe\n"],
            good=["stripe", "lab-results_2"],
        ),
        Rule(
            "webhook_sources_name_of_clinic",
            bad=[
                {"name": name, "clinic_id": None}
                for name in ("stripe", "twilio", "resend", "daily")
            ],
            good=[{"name": "stripe"}, {"name": "billing", "clinic_id": None}],
        ),
        known("webhook_sources", "scheme", "standard_webhooks stripe twilio daily"),
    ],
    "webhook_secrets": [sealed("webhook_secrets", "secret", "secret")],
    "webhook_events": [
        *count("webhook_events", "attempts"),
        span("webhook_events", "max_attempts", 0, 1, 1_000_000, 1_000_001),
        *lists("webhook_events", "history"),
    ],
}

EACH = [pytest.param(table, rule, id=rule.name) for table in RULES for rule in RULES[table]]


@pytest.mark.parametrize(("table", "rule"), EACH)
def test_a_check_refuses_what_is_bad_and_accepts_the_boundary(
    table: str, rule: Rule, world: World
) -> None:
    row = make(table, world.a)
    for values in rule.good:
        rolled_back = transaction.savepoint(using=OWNER)
        change(table, row, values, world.a)
        transaction.savepoint_rollback(rolled_back, using=OWNER)
    for name in rule.behind:
        drop(table, name)
    by = rule.name if rule.error is CheckViolation else None
    for values in rule.bad:
        with refused(rule.error, OWNER, by):
            change(table, row, values, world.a)


def test_every_check_of_the_catalogue_is_tested_here() -> None:
    found = rows(
        "SELECT conrelid::regclass::text, conname::text FROM pg_constraint"
        " WHERE contype = 'c' AND connamespace = ANY ('{clinic,booking}'::regnamespace[])"
    )
    assert sorted((table, rule.name) for table in RULES for rule in RULES[table]) == sorted(found)


def test_every_check_is_enforced_and_named_after_its_table() -> None:
    assert (
        rows(
            "SELECT conname FROM pg_constraint WHERE contype = 'c' AND NOT starts_with("
            " conname, (SELECT relname FROM pg_class WHERE oid = conrelid) || '_')"
            " AND connamespace = ANY ('{clinic,booking}'::regnamespace[])"
        )
        == []
    )


def change(table: str, row: Any, values: Values, at: ClinicWorld) -> None:
    """Update the row by SQL alone, so that nothing but the database can refuse."""
    found = {c: value(at, row) if callable(value) else value for c, value in values.items()}
    assignments = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(c)) for c in found)
    statement = sql.SQL("UPDATE {} SET {} WHERE id = %s").format(sql.Identifier(table), assignments)
    with connections[OWNER].cursor() as cursor:
        cursor.execute(statement.as_string(), [*found.values(), row.pk])
        assert cursor.rowcount == 1


def drop(table: str, constraint: str) -> None:
    """Take a rule out of the way, until the test is rolled back."""
    statement = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
        sql.Identifier(table), sql.Identifier(constraint)
    )
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement.as_string())
