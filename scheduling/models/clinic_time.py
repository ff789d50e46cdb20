"""A stretch of time at a clinic: one instant and a length; day, wall time and end follow from them."""

from datetime import UTC, datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Q

from postgres import rules
from postgres.constraints import FieldRule
from postgres.expressions import TimeRange
from postgres.fields import TimeZoneField
from tenancy.constraints import CompositeForeignKey


class ClinicTime(models.Model):
    """When something takes place, kept so that no two columns can disagree.

    `timezone` is the clinic's, put in by the database: a key holds the two equal, and when a clinic
    changes its zone, the local days and times of its rows follow.
    """

    starts_at = models.DateTimeField()
    duration_minutes = models.IntegerField(default=15, db_default=15)
    timezone = TimeZoneField(db_default="", editable=False)

    class Meta:
        abstract = True


def no_overlap(table: str, condition: Q | None = None) -> ExclusionConstraint:
    """Make the guard that no two rows of one doctor share an instant."""
    return ExclusionConstraint(
        name=f"{table}_no_overlap",
        expressions=[
            ("clinic", RangeOperators.EQUAL),
            ("doctor", RangeOperators.EQUAL),
            (TimeRange("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
        ],
        condition=condition,
        violation_error_message="The doctor has something else at that time.",
    )


def in_our_time(table: str) -> FieldRule:
    """Make a rule: a year in which somebody may come, and not a slip of the finger."""
    return rules.field_rule(
        table,
        "starts_at",
        "in_range",
        "Between the years 2000 and 2200.",
        Q(starts_at__range=(datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))),
    )


def clinic_timezone_key(table: str) -> CompositeForeignKey:
    """Make the key that holds a row's time zone equal to its clinic's."""
    return CompositeForeignKey(
        fields=("clinic", "timezone"),
        to="identity.Clinic",
        to_fields=("id", "timezone"),
        on_update="CASCADE",
        name=f"{table}_timezone_fk",
    )
