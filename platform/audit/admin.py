"""The audit log to look at, and pages whose opening it records."""

# mypy: disable-error-code="type-arg"
# The admin's classes take type arguments in the stubs alone.

from collections.abc import Container, Iterable, Iterator
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import DateField, DateTimeField, F, Field, Model, Q, QuerySet, TimeField
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.timezone import localtime

from audit.access import record_access
from audit.models import Action, AuditLog, of_record
from audit.statements import statement
from postgres.fields import MoneyField
from tenancy.acting import current_context
from tenancy.admin import RoleAdmin
from tenancy.columns import amount, phrase
from tenancy.paging import UncountedPaginator

SHORT = 3
"""How many fields of an entry the list shows."""

SHORT_VALUE = 80

KNOWN = {"id", "clinic_id"}
"""Columns that the list leaves out: it says in columns of its own which record it is, and whose."""

MOST_PEOPLE = 100


class ReadsRecorded(RoleAdmin):
    """Pages of what nobody looks at unseen."""

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if (row := kwargs.get("obj")) is not None:
            record_access(row)
        return super().render_change_form(request, context, *args, **kwargs)


class NearPages(UncountedPaginator):
    """The latest entries: who looks further back narrows the list by a filter."""

    furthest = 1000


class TableFilter(admin.SimpleListFilter):
    """The tables that are audited."""

    title = "table"
    parameter_name = "table_name"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted((table, _named(table)) for table in _audited_tables())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(table_name=self.value()) if self.value() else queryset


@admin.register(AuditLog)
class AuditLogAdmin(RoleAdmin):
    list_display = ("created_at", "who", "action", "record", "change")
    list_display_links = ("created_at",)
    list_filter = (TableFilter, "action", "created_at")
    search_fields = ("record_id",)
    search_help_text = "A record's id, or a person's name, e-mail or id"
    sortable_by = ()
    paginator = NearPages
    readonly_fields = ("who", "record", "change_in_full")
    fields = (
        "created_at",
        "who",
        "actor_role",
        "action",
        "record",
        "change_in_full",
        "ip_address",
        "user_agent",
        "session_id",
        "request_id",
        "transaction_id",
    )

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        return ["user"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Go to a record's entries by its bucket."""
        entries = super().get_queryset(request)
        record_id = request.GET.get("record_id")
        return entries.filter(of_record(record_id)) if record_id else entries

    def get_ordering(self, request: HttpRequest) -> Any:
        """Put the newest first.

        Those of a record are few, and sorted once they are found; those of a clinic are asked for in the
        order of its index.
        """
        if "record_id" in request.GET:
            return ["-created_at", "-id"]
        if self._fixed_clinic(request) or "clinic__id__exact" in request.GET:
            return [F("id").bitrightshift(12).desc(), "-id"]
        return ["-id"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Keep what was done to a record or by a person, who are few: never look through the entries."""
        term = search_term.strip()
        if not term:
            return queryset, False
        try:
            found = of_record(str(UUID(term))) | Q(user_id=UUID(term))
        except ValueError:
            people = get_user_model()._default_manager.filter(
                Q(full_name__icontains=term) | Q(email__iexact=term)
            )
            found = Q(user_id__in=list(people.values_list("pk", flat=True)[:MOST_PEOPLE]))
        return queryset.filter(found), False

    def _fixed_clinic(self, request: HttpRequest) -> UUID | None:
        """Keep to the clinic acted in; a superadmin who acts in none sees the whole log."""
        acted_in = current_context(connection).clinic_id
        return UUID(acted_in) if acted_in else None

    @admin.display(description="who")
    def who(self, entry: AuditLog) -> str:
        role = entry.actor_role.removeprefix("clinic_")
        if entry.user_id is None:
            return f"{entry.actor_role}, no person"
        return f"{entry.user}, {role}" if entry.user else role

    @admin.display(description="record")
    def record(self, entry: AuditLog) -> str:
        if entry.record_id is None:
            return _named(entry.table_name)
        history = {"table_name": entry.table_name, "record_id": entry.record_id}
        return format_html(
            '<a href="{}?{}" title="All that happened to it">{} {}</a>',
            reverse("admin:audit_auditlog_changelist"),
            urlencode(history),
            _named(entry.table_name),
            entry.record_id[:8],
        )

    @admin.display(description="before and after")
    def change(self, entry: AuditLog) -> str:
        lines = list(_lines(entry, KNOWN))
        shown = [(name, _short(text)) for name, text in lines[:SHORT]]
        if len(lines) > SHORT:
            shown.append(("and", f"{len(lines) - SHORT} more"))
        return _as_html(shown)

    @admin.display(description="before and after")
    def change_in_full(self, entry: AuditLog) -> str:
        return _as_html(_lines(entry))


def _lines(entry: AuditLog, but: Container[str] = ()) -> Iterator[tuple[str, str]]:
    """Give each field of an entry with what became of it, in words."""
    old, new = entry.old_values or {}, entry.new_values or {}
    fields = _fields(entry.table_name)
    for name in dict.fromkeys([*(entry.changed_fields or ()), *old, *new]):
        if name in but:
            continue
        field = fields.get(name)
        if name not in old and name not in new:
            told = "not shown"
        elif entry.action == Action.UPDATE:
            told = f"{_text(field, old.get(name))} → {_text(field, new.get(name))}"
        else:
            told = _text(field, old[name] if name in old else new[name])
        yield str(field.verbose_name) if field else name, told


def _text(field: Field | None, value: Any) -> str:
    """Give a value as the field's own page shows it, as far as the field may still hold it."""
    if value in (None, "", [], {}):
        return "(empty)"
    try:
        match field:
            case DateTimeField() if isinstance(value, str):
                return str(localize(localtime(field.to_python(value))))
            case DateField() | TimeField() if isinstance(value, str):
                return str(localize(field.to_python(value)))
            case MoneyField():
                return amount(field.to_python(value), field.decimal_places)
    except ValidationError:
        pass
    choices = field.flatchoices if field else ()
    return phrase(next((label for choice, label in choices if choice == value), value))


def _short(text: str) -> str:
    return text if len(text) <= SHORT_VALUE else f"{text[:SHORT_VALUE]}…"


def _as_html(lines: Iterable[tuple[str, str]]) -> str:
    return format_html_join("", "<div><strong>{}</strong> {}</div>", lines) or "-"


@cache
def _models() -> dict[str, type[Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


def _named(table: str) -> str:
    model = _models().get(table)
    return str(model._meta.verbose_name) if model else table


def _fields(table: str) -> dict[str, Field]:
    model = _models().get(table)
    return {field.column: field for field in model._meta.fields} if model else {}


@cache
def _audited_tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement("audited_tables"))
        return [table for (table,) in cursor.fetchall()]
