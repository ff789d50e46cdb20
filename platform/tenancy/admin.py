"""The admin for people who act in a database role: it offers what PostgreSQL lets them do."""

# mypy: disable-error-code="type-arg"
# The admin's classes take type arguments in the stubs alone.

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar
from uuid import UUID

import psycopg
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError, ProgrammingError, connection, models, transaction
from django.forms.fields import InvalidJSONInput
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import localize
from django.utils.http import urlencode
from django.utils.timezone import localtime

from tenancy import privileges
from tenancy.acting import current_context
from tenancy.columns import column, indented
from tenancy.models import SoftDeleted, with_names_of
from tenancy.paging import UncountedList, UncountedPaginator
from tenancy.theme import AdminSite, ModelAdmin, TabularInline

REFUSALS = (psycopg.IntegrityError, psycopg.errors.InsufficientPrivilege)


class DeletedFilter(admin.SimpleListFilter):
    """Which rows a list shows to those who see what was deleted: without being asked, the others."""

    title = "deleted"
    parameter_name = "deleted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Deleted"), ("all", "All")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        everything, *others = super().choices(changelist)
        yield everything | {"display": "Not deleted"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        if self.value() == "all":
            return queryset
        return queryset.filter(deleted_at__isnull=self.value() != "yes")


@admin.action(description="Restore selected %(verbose_name_plural)s", permissions=["delete"])
def restore(modeladmin: Any, request: HttpRequest, queryset: models.QuerySet) -> None:
    """Bring back what was soft-deleted."""
    for row in queryset:
        row.restore()
    modeladmin.message_user(request, f"Restored: {len(queryset)}.", messages.SUCCESS)


class RoleForm(forms.ModelForm):
    """A form whose row belongs to the person's clinic from the start.

    So the rules that join the clinic to other fields (its keys, its numbers) are checked with the
    form, and told at their fields.
    """

    own_clinic_id: ClassVar[UUID | None] = None
    refusal: ClassVar[str] = ""
    """Why the database refused what was sent, where no rule of the form knew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.own_clinic_id is not None and self.instance._state.adding:
            self.instance.clinic_id = self.own_clinic_id

    def clean(self) -> Any:
        if self.refusal:
            self.add_error(None, self.refusal)
        return super().clean()

    def _get_validation_exclusions(self) -> set[str]:
        exclusions: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        generated = {field.name for field in self._meta.model._meta.fields if field.generated}
        return exclusions - generated - {"clinic", "deleted_at"}


class IndentedJSON(forms.JSONField):
    """JSON as a person would write it, a line for each name or item."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, (InvalidJSONInput, str)):
            return super().prepare_value(value)
        return value if value is None else indented(value)


class ColumnFields:
    """Fields as a table's columns have them: form fields that give back what a column holds.

    A reference is looked up by typing, wherever its table can be searched: tables grow.
    """

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        site: AdminSite = self.admin_site  # type: ignore[attr-defined]
        return [
            field.name
            for field in self.opts.fields  # type: ignore[attr-defined]
            if field.many_to_one or field.one_to_one
            if site.is_registered(field.related_model)
            and site.get_model_admin(field.related_model).search_fields
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self._shown(super().get_readonly_fields(request, obj))  # type: ignore[misc]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = {_name(field): field for field in self.get_readonly_fields(request, obj)}
        return [
            (title, options | {"fields": [fixed.get(name, name) for name in options["fields"]]})
            for title, options in super().get_fieldsets(request, obj)  # type: ignore[misc]
        ]

    def _shown(self, names: Iterable[Any]) -> list[Any]:
        """Put in the place of a field's name whatever shows it better."""
        fields = {field.name: field for field in self.opts.fields}  # type: ignore[attr-defined]
        return [(name in fields and column(fields[name])) or name for name in names]

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Leave the choice to the person, where the column has no default: the theme takes the first."""
        undecided = db_field.blank or not db_field.has_default()
        kwargs.setdefault(
            "choices",
            db_field.get_choices(include_blank=undecided, blank_choice=[("", "Select value")]),
        )
        return super().formfield_for_choice_field(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Make a field whose empty text is NULL, and whose change is told from what the page showed.

        Compared with the row as it is by then, what somebody else has saved meanwhile would count as
        changed, and be undone.
        """
        if db_field.null and isinstance(db_field, models.TextField):
            kwargs["empty_value"] = None
        if isinstance(db_field, models.JSONField):
            kwargs["form_class"] = IndentedJSON
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field:
            field.show_hidden_initial = True
        return field


class LatestRows(forms.BaseInlineFormSet):
    """The first rows of a relation, in its order, and whether there are more; no form takes them."""

    MOST = 8

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.new_objects, self.changed_objects, self.deleted_objects = [], [], []

    def get_queryset(self) -> Any:
        if not hasattr(self, "_queryset"):
            rows = list(super().get_queryset()[: self.MOST + 1])
            self._queryset, self.more = rows[: self.MOST], len(rows) > self.MOST
        return self._queryset

    def is_valid(self) -> bool:
        return True

    def has_changed(self) -> bool:
        return False

    def save(self, commit: bool = True) -> list[Any]:
        return []

    def save_m2m(self) -> None: ...


class RoleAdmin(ColumnFields, ModelAdmin):
    """A model's pages, cut to the acting role's grants.

    Which models and actions there are is `has_perm`'s to say; here columns follow: what may not be
    read is not shown, what may not be written is read-only, and only changed columns are saved. The
    clinic is the person's own, or the one that a superadmin acts in.
    """

    form = RoleForm
    paginator: ClassVar[type[Paginator]] = UncountedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    shows_rows_of_no_clinic: ClassVar[bool] = False
    """Whether members see rows that belong to no clinic."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[UncountedList]:
        return UncountedList

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        return tuple(self._shown(self._columns(request)))

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        deleted = (DeletedFilter,) if self._restores(request) else ()
        return (
            *super().get_list_filter(request),
            *self._clinic_of_superadmin(request),
            *deleted,
        )

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Give the parts of a row; what else belongs to it only once there is one."""
        inlines = super().get_inlines(request, obj)
        return [inline for inline in inlines if obj or not issubclass(inline, LatestInline)]

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        if self._restores(request):
            actions["restore"] = self.get_action(restore)
        return actions

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask for the model and, once a request, for the row."""
        if obj is None or not super().has_change_permission(request, obj):
            return super().has_change_permission(request, obj)
        known = request.__dict__.setdefault("may_change", {})
        if obj.pk not in known:
            known[obj.pk] = privileges.may_change(obj)
        return bool(known[obj.pk])

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask for the model and for the row: of others' rows DELETE would take none, and not say so."""
        if obj is None or not super().has_delete_permission(request, obj):
            return super().has_delete_permission(request, obj)
        if isinstance(obj, SoftDeleted):
            return obj.deleted_at is None
        return self.has_change_permission(request, obj) or not self.has_change_permission(request)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name what would be hidden: what hangs on a row that is soft-deleted stays."""
        if not issubclass(self.model, SoftDeleted):
            return super().get_deleted_objects(objs, request)
        return [str(obj) for obj in objs], {self.opts.verbose_name_plural: len(objs)}, set(), []

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        obj.soft_delete() if isinstance(obj, SoftDeleted) else super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        if not issubclass(self.model, SoftDeleted):
            return super().delete_queryset(request, queryset)
        for obj in queryset:
            obj.soft_delete()
        return None

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Name the clinic that policies keep to: PostgreSQL then knows it when it plans."""
        queryset = super().get_queryset(request)
        clinic_id = self._fixed_clinic(request)
        if clinic_id is None or self.shows_rows_of_no_clinic:
            return queryset
        return queryset.filter(clinic=clinic_id)

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        """Follow the relations that the list shows, and no others."""
        relations = {field.name for field in self.opts.fields if field.is_relation}
        return [name for name in self._columns(request) if name in relations]

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Give the row; raise PermissionDenied for a table of which the role sees nothing."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().get_object(request, object_id, from_field)

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Refuse to filter by a column that the role may not read."""
        hidden = _fields_without(self.model, "SELECT")
        return lookup.partition("__")[0] not in hidden and super().lookup_allowed(
            lookup, value, request
        )

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show the form again, as it was filled in, where the database refuses it."""
        view = super().changeform_view
        refusal, answer = _refused(view, request, *args, **kwargs)
        if refusal and request.method == "POST":
            request.refusal = refusal  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)
        return answer or self._told(request, refusal)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        refusal, answer = _refused(super().changelist_view, request, *args, **kwargs)
        return answer or self._told(request, refusal)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        refusal, answer = _refused(super().delete_view, request, *args, **kwargs)
        return answer or self._told(request, refusal)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Say of a row that was deleted that it was, and who sees it."""
        row = context["original"] if "original" in context else kwargs.get("obj")
        if isinstance(row, SoftDeleted) and row.deleted_at:
            when = localize(localtime(row.deleted_at))
            self.message_user(
                request,
                f"This {self.opts.verbose_name} was deleted ({when}): admins alone see it.",
                messages.WARNING,
            )
        return super().render_change_form(request, context, *args, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        told = {
            "own_clinic_id": self._fixed_clinic(request),
            "refusal": getattr(request, "refusal", ""),
        }
        return type(form.__name__, (form,), told)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Give the columns in the table's order, unless others are declared."""
        return list(self.fields or ()) or [
            field.name
            for field in self.opts.fields
            if field.editable or field.generated or field.name in self.readonly_fields
        ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Give the groups of fields that hold any, without those that the role does not see."""
        hidden = set(self.get_exclude(request, obj))
        groups = [
            (title, options, [field for field in options["fields"] if _name(field) not in hidden])
            for title, options in super().get_fieldsets(request, obj)
        ]
        if obj and not self.has_change_permission(request, obj):
            groups = [(title, options, self._shown(fields)) for title, options, fields in groups]
        return [(title, options | {"fields": kept}) for title, options, kept in groups if kept]

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        hidden = [*_fields_without(self.model, "SELECT"), *_out_of_sight(self.model, request)]
        if self._fixed_clinic(request):
            hidden.append("clinic")
        if obj is None:  # a new row has nothing yet of what others, or the database, will put in
            hidden += [*self.readonly_fields, *self._generated()]
            hidden += _fields_without(self.model, "INSERT")
        return [*(super().get_exclude(request, obj) or ()), *hidden]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        unwritable = _fields_without(self.model, "UPDATE" if obj else "INSERT")
        fixed = [name for name in unwritable if self.opts.get_field(name).editable]
        declared = super().get_readonly_fields(request, obj)
        return list(dict.fromkeys([*declared, *self._shown([*self._generated(), *fixed])]))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        _save(obj, form.changed_data, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        for obj in formset.deleted_objects:
            obj.delete()
        for obj, changed in formset.changed_objects:
            _save(obj, changed, change=True)
        for obj in formset.new_objects:
            obj.clinic_id = form.instance.clinic_id
            obj.save()
        formset.save_m2m()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Lead to what the audit log has of the row; raise PermissionDenied for who may not read that."""
        if not request.user.has_perm("audit.view_auditlog"):
            raise PermissionDenied
        record = {"table_name": self.opts.db_table, "record_id": unquote(object_id)}
        return HttpResponseRedirect(
            f"{reverse('admin:audit_auditlog_changelist')}?{urlencode(record)}"
        )

    # Django's own history keeps names of patients outside every policy: it is not written.

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any: ...

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any: ...

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any: ...

    def _told(self, request: HttpRequest, refusal: str) -> HttpResponse:
        """Lead back to the page, with a message."""
        self.message_user(request, refusal, messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())

    def _restores(self, request: HttpRequest) -> bool:
        return issubclass(self.model, SoftDeleted) and self.has_delete_permission(request)

    def _generated(self) -> list[str]:
        return [field.name for field in self.opts.fields if field.generated]

    def _columns(self, request: HttpRequest) -> list[Any]:
        hidden = {*_out_of_sight(self.model, request), *_fields_without(self.model, "SELECT")}
        shown = [name for name in super().get_list_display(request) if name not in hidden]
        return [*shown, *self._clinic_of_superadmin(request)]

    def _clinic_of_superadmin(self, request: HttpRequest) -> tuple[str, ...]:
        shown = _clinic_field(self.model) is not None and self._fixed_clinic(request) is None
        return ("clinic",) if shown else ()

    def _fixed_clinic(self, request: HttpRequest) -> UUID | None:
        """Give the clinic that a row is of whatever the form says; None where there is a choice.

        It is the person's own or, for a superadmin, the one acted in; among rows that may be of no
        clinic (users, settings) a superadmin chooses.
        """
        field = _clinic_field(self.model)
        if field is None:
            return None
        own: UUID | None = request.user.clinic_id  # type: ignore[union-attr]
        acted_in = current_context(connection).clinic_id
        if own is None and acted_in and not field.null:
            return UUID(acted_in)
        return own


class PartInline(ColumnFields, TabularInline):
    """The parts of a thing, on its page: they are of its clinic."""

    extra = 0
    exclude = ("clinic",)
    hide_title = True  # in the theme: what is in the first column anyway

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        may = self.has_change_permission(request, obj) or self.has_add_permission(request, obj)
        whole = self.admin_site.get_model_admin(self.parent_model)
        if may and whole.has_change_permission(request, obj):
            return super().get_readonly_fields(request, obj)
        return self._shown(self.fields or ())


class LatestInline(ColumnFields, TabularInline):
    """The latest rows that belong to a thing, to read on its page and to follow to their own.

    They are no part of its form: nothing of them is sent with it, however many there are.
    """

    template = "admin/latest.html"
    formset = LatestRows
    tab = True  # in the theme, each has a tab beside the form's
    extra = max_num = 0
    can_delete = False
    columns: tuple[str, ...] = ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        hidden = {*_out_of_sight(self.model, request), *_fields_without(self.model, "SELECT")}
        return [name for name in self.columns if name not in hidden]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self._shown(self.get_fields(request, obj))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        shown = self.get_fields(request)
        relations = [field.name for field in self.opts.fields if field.is_relation]
        return with_names_of(
            super().get_queryset(request), [name for name in relations if name in shown]
        )

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.may_add = request.user.has_perm(_permission("add", self.model))
        return formset

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _refused(
    view: Callable[..., HttpResponse], request: HttpRequest, *args: Any, **kwargs: Any
) -> tuple[str, HttpResponse | None]:
    """Give why the database refused what no form could know, or else the view's answer."""
    try:
        with transaction.atomic():
            return "", view(request, *args, **kwargs)
    except (IntegrityError, ProgrammingError) as error:
        refusal = error.__cause__
        if not isinstance(refusal, REFUSALS):
            raise
        reason = refusal.diag.message_primary if isinstance(refusal, psycopg.Error) else error
        return f"Nothing was saved: {reason}.", None


def _name(field: Any) -> str:
    return str(field)


def _out_of_sight(model: type[models.Model], request: HttpRequest) -> list[str]:
    """Name the references to tables of which the role sees nothing."""
    references = {field.name: field.remote_field for field in model._meta.fields}
    return [
        name
        for name, reference in references.items()
        if reference and not request.user.has_perm(_permission("view", reference.model))
    ]


def _permission(action: str, model: type[models.Model]) -> str:
    return f"{model._meta.app_label}.{action}_{model._meta.model_name}"


def _clinic_field(model: type[models.Model]) -> Any:
    return next((field for field in model._meta.fields if field.name == "clinic"), None)


def _fields_without(model: type[models.Model], privilege: str) -> list[str]:
    granted = privileges.columns(model, privilege)
    return [field.name for field in model._meta.fields if field.column not in granted]


def _save(obj: models.Model, changed: Iterable[str], change: bool) -> None:
    if not change:
        obj.save()
    elif columns := set(changed) & {field.name for field in obj._meta.concrete_fields}:
        obj.save(update_fields=columns)
