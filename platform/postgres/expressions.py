"""Expressions for generated columns and constraints: PostgreSQL takes only immutable ones there."""

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import Func


class EndsAt(Func):
    """EndsAt(starts_at, minutes): the instant so many minutes later.

    By way of UTC, since `timestamptz + interval` depends on the session's zone, and local time plus
    minutes gives two hours, or none, when clocks change.
    """

    arg_joiner = " AT TIME ZONE 'UTC' + INTERVAL '1 minute' * "
    template = "((%(expressions)s) AT TIME ZONE 'UTC')"
    output_field = models.DateTimeField()


class LocalDate(Func):
    """LocalDate(instant, zone): the calendar day at that place."""

    arg_joiner = " AT TIME ZONE "
    template = "((%(expressions)s)::date)"
    output_field = models.DateField()


class LocalTime(Func):
    """LocalTime(instant, zone): the time on the wall at that place."""

    arg_joiner = " AT TIME ZONE "
    template = "((%(expressions)s)::time)"
    output_field = models.TimeField()


class TimeRange(Func):
    """TimeRange(starts_at, ends_at): from the first instant up to the last, without it."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class Digits(Func):
    """Digits(text): its digits alone, as `6591234567` of `+65 9123 4567`."""

    template = "regexp_replace(%(expressions)s, '[^0-9]', '', 'g')"
    output_field = models.TextField()
