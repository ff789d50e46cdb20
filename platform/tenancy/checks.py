"""System checks: a tenant table without its clinic or its keys is an error before it is a table."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import models

from tenancy.constraints import CompositeForeignKey, TenantForeignKey, TenantKey

# What the database does by itself Django leaves alone: the person may lack the grant that it needs.
ON_DELETE = {models.PROTECT: {"NO ACTION"}, models.DO_NOTHING: {"CASCADE", "SET NULL"}}

PLATFORM_TABLES = {"clinics", "feature_flags"}
"""Tables of the platform, not of one clinic."""


@register(Tags.models)
def check_tenant_models(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Report every model of ours that another clinic's rows could get into."""
    configs = app_configs if app_configs is not None else list(apps.get_app_configs())
    return [
        error
        for config in configs
        if not config.name.startswith("django.")
        for model in config.get_models(include_auto_created=True)
        if model._meta.managed
        for error in _errors(model)
    ]


def _errors(model: type[models.Model]) -> Iterator[CheckMessage]:
    meta = model._meta
    if meta.auto_created:
        yield Error(
            f"The table between two models, {meta.db_table}, has no clinic.",
            hint="Write the model between them, and name it in `through`.",
            obj=model,
            id="tenancy.E001",
        )
        return
    if meta.db_table not in PLATFORM_TABLES:
        if "clinic" not in {field.name for field in meta.local_fields}:
            yield Error(
                "A tenant table needs its clinic.",
                hint="Derive the model from tenancy.models.TenantModel.",
                obj=model,
                id="tenancy.E002",
            )
        if not _is_tenant(model):
            yield Error(
                "A tenant table needs UNIQUE (clinic_id, id).",
                hint=f'Add TenantKey(name="{meta.db_table}_tenant_key") to Meta.constraints.',
                obj=model,
                id="tenancy.E003",
            )
    keys = {key.field: key for key in meta.constraints if isinstance(key, TenantForeignKey)}
    copied = {
        name
        for key in meta.constraints
        if isinstance(key, CompositeForeignKey) and key.on_update == "CASCADE"
        for name in key.fields
    }
    for field in meta.local_fields:
        if not isinstance(field, models.ForeignKey) or not _is_tenant(field.remote_field.model):
            continue
        if field.name in keys or field.name not in copied:
            yield from _key_errors(model, field, keys.get(field.name))


def _key_errors(
    model: type[models.Model],
    field: "models.ForeignKey[Any, Any]",
    key: TenantForeignKey | None,
) -> Iterator[CheckMessage]:
    if key is None:
        yield Error(
            f"{field.name} can refer to a row of another clinic.",
            hint="Add a TenantForeignKey to Meta.constraints.",
            obj=model,
            id="tenancy.E004",
        )
    elif key.on_delete not in ON_DELETE.get(field.remote_field.on_delete, set()):
        yield Error(
            f"{field.name} says one thing on delete to Django and another to the database.",
            hint=f"Make on_delete of {key.name} agree with the field.",
            obj=model,
            id="tenancy.E005",
        )


def _is_tenant(model: type[models.Model]) -> bool:
    return any(isinstance(constraint, TenantKey) for constraint in model._meta.constraints)
