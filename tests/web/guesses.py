"""What somebody may try who knows the keys and the names of rows: another clinic's, say."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

from django.apps import apps
from django.contrib import admin
from django.db import models
from django.urls import reverse

from identity.models import User
from tests.web.rows import Row, Rows
from tests.web.tab import Asked, Sheet

Model = type[models.Model]

PASSWORD = "taken-over-by-somebody-else"


def change_pages(rows: Rows) -> Iterator[Asked]:
    """Ask for the page of one row of each table."""
    for model, row in _one_of_each(rows):
        yield Asked(_page(model, row))


def row_pages(rows: Rows) -> Iterator[Asked]:
    """Ask for every page that one row of each table has, or could have."""
    for model, row in _one_of_each(rows):
        pages = ["change", "delete", "history", *(["password"] if model is User else [])]
        for page in pages:
            yield Asked(f"{_list(model)}{row['id']}/{page}/")


def lists(rows: Rows) -> Iterator[Asked]:
    """Ask each list for one row: by its key, its clinic, and who is on it."""
    for model, row in _one_of_each(rows):
        sought = {"id__exact": row["id"], "clinic__id__exact": row.get("clinic_id")}
        for field in _relations(model):
            sought[f"{field.name}__id__exact"] = row[field.column]
            target = rows.get((field.related_model._meta.db_table, row[field.column]), {})
            sought[f"{field.name}__full_name__startswith"] = target.get("full_name")
        for lookup, value in sought.items():
            if value:
                yield Asked(f"{_list(model)}?{urlencode({lookup: value})}")


def hints(rows: Rows) -> Iterator[Asked]:
    """Ask whatever answers with names: searches, autocompletes, forms filled in by their address.

    And for a row by its name, in the place of its key.
    """
    for model, row in _one_of_each(rows):
        for name in [name for name in _searched(model) if row.get(name)][:1]:
            yield Asked(f"{_list(model)}?{urlencode({'q': row[name]})}")
            yield Asked(f"{_list(model)}{quote(row[name], safe='')}/change/?_to_field={name}")
        given = {}
        for field in _relations(model):
            if target := _first(rows, field.related_model):
                given[field.name] = target["id"]
                yield Asked(_autocomplete(field, target))
        yield Asked(f"{_list(model)}add/?{urlencode(given)}")


def attempts(rows: Rows) -> Iterator[Asked]:
    """Try to delete one row of each table, by its page and from the list, and to restore it."""
    for model, row in _one_of_each(rows):
        yield Asked(f"{_list(model)}{row['id']}/delete/", [("post", "yes")])
        for action in ("delete_selected", "restore"):
            selected = [("action", action), ("_selected_action", row["id"]), ("post", "yes")]
            yield Asked(_list(model), selected)


def forms_as_they_are(sheets: Iterable[Sheet]) -> Iterator[Asked]:
    """Send forms back as they came."""
    for sheet in sheets:
        yield Asked(sheet.address, sheet.form)


def forms_sent_elsewhere(sheets: Iterable[Sheet], rows: Rows) -> Iterator[Asked]:
    """Send the forms of rows to other rows' addresses, with a new password where there may be one."""
    for sheet in sheets:
        model = _model(sheet)
        if row := _first(rows, model):
            yield Asked(_page(model, row), [*sheet.form, ("new_password", PASSWORD)])


def forms_with_references(sheets: Iterable[Sheet], rows: Rows) -> Iterator[Asked]:
    """Send the forms of rows with references to others instead of their own."""
    for sheet in sheets:
        offered = dict(sheet.form)
        others = {
            field.name: target["id"]
            for field in _relations(_model(sheet))
            if field.name in offered and (target := _first(rows, field.related_model))
        }
        if others:
            yield Asked(sheet.address, list((offered | others).items()))


def _one_of_each(rows: Rows) -> Iterator[tuple[Model, Row]]:
    for model in admin.site._registry:
        if row := _first(rows, model):
            yield model, row


def _first(rows: Rows, model: Any) -> Row | None:
    table = model._meta.db_table
    return next((row for key, row in sorted(rows.items()) if key[0] == table), None)


def _relations(model: Model) -> list[Any]:
    return [field for field in model._meta.fields if field.many_to_one and field.name != "clinic"]


def _list(model: Model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def _page(model: Model, row: Row) -> str:
    return f"{_list(model)}{row['id']}/change/"


def _model(sheet: Sheet) -> Model:
    _, _, app_label, model_name, *_ = sheet.path.split("/")
    return apps.get_model(app_label, model_name)


def _searched(model: Any) -> list[str]:
    return list(admin.site.get_model_admin(model).search_fields)


def _autocomplete(field: Any, target: Row) -> str:
    query = {
        "app_label": field.model._meta.app_label,
        "model_name": field.model._meta.model_name,
        "field_name": field.name,
        "term": next(target[name] for name in _searched(field.related_model) if target.get(name)),
    }
    return f"{reverse('admin:autocomplete')}?{urlencode(query)}"
