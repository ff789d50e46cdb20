"""The system checks fire on a model that another clinic's rows could get into."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.db import models
from django.test.utils import isolate_apps

from tenancy.checks import check_tenant_models
from tenancy.constraints import TenantForeignKey, TenantKey
from tenancy.models import DatabaseKeyed, TenantModel, tenant_key


@pytest.fixture
def isolated() -> Iterator[Apps]:
    """Empty the world of models, but for the clinics and their beds."""
    with isolate_apps("identity", "clinical") as registry:
        assert registry is not None

        class Clinic(DatabaseKeyed):
            class Meta:
                app_label = "identity"
                db_table = "clinics"

        class Bed(TenantModel):
            class Meta:
                app_label = "clinical"
                constraints = [TenantKey(name="beds_tenant_key")]

        yield registry


def found(isolated: Apps) -> list[tuple[str, str]]:
    configs = [isolated.get_app_config(label) for label in ("identity", "clinical")]
    return [(str(error.id), error.obj._meta.object_name) for error in check_tenant_models(configs)]


def key(**kwargs: Any) -> TenantForeignKey:
    return TenantForeignKey("bed", "clinical.Bed", name="nights_bed_fk", **kwargs)


def test_our_own_models_are_right() -> None:
    assert check_tenant_models(None) == []
    assert len(list(apps.get_models())) > 28


def test_a_model_made_right_passes(isolated: Apps) -> None:
    class Night(TenantModel):
        bed = tenant_key("clinical.Bed")

        class Meta:
            app_label = "clinical"
            constraints = [TenantKey(name="nights_tenant_key"), key()]

    assert found(isolated) == []


def test_e001_a_table_that_django_makes_between_two_models(isolated: Apps) -> None:
    class Night(TenantModel):
        beds: Any = models.ManyToManyField(isolated.get_model("clinical", "Bed"))

        class Meta:
            app_label = "clinical"
            constraints = [TenantKey(name="nights_tenant_key")]

    assert found(isolated) == [("tenancy.E001", "Night_beds")]


def test_e002_no_clinic(isolated: Apps) -> None:
    class Night(DatabaseKeyed):
        class Meta:
            app_label = "clinical"
            constraints = [TenantKey(name="nights_tenant_key")]

    assert found(isolated) == [("tenancy.E002", "Night")]


def test_e003_no_key_of_clinic_and_id(isolated: Apps) -> None:
    class Night(TenantModel):
        class Meta:
            app_label = "clinical"

    assert found(isolated) == [("tenancy.E003", "Night")]


def test_e004_a_reference_without_its_clinic(isolated: Apps) -> None:
    class Night(TenantModel):
        bed = tenant_key("clinical.Bed")

        class Meta:
            app_label = "clinical"
            constraints = [TenantKey(name="nights_tenant_key")]

    assert found(isolated) == [("tenancy.E004", "Night")]


@pytest.mark.parametrize("to_the_database", ["CASCADE", "SET NULL"])
def test_what_the_database_does_by_itself_django_leaves_alone(
    isolated: Apps, to_the_database: Any
) -> None:
    class Night(TenantModel):
        bed = tenant_key("clinical.Bed", models.DO_NOTHING, null=True)

        class Meta:
            app_label = "clinical"
            constraints = [TenantKey(name="nights_tenant_key"), key(on_delete=to_the_database)]

    assert found(isolated) == []


@pytest.mark.parametrize(
    ("to_django", "to_the_database"),
    [
        (models.PROTECT, "CASCADE"),
        (models.PROTECT, "SET NULL"),
        # Django would delete and empty as the person, who may lack the grant.
        (models.CASCADE, "CASCADE"),
        (models.SET_NULL, "SET NULL"),
        (models.CASCADE, "NO ACTION"),
        (models.SET_NULL, "NO ACTION"),
        (models.DO_NOTHING, "NO ACTION"),
    ],
)
def test_e005_django_and_the_database_are_told_different_things(
    isolated: Apps, to_django: Any, to_the_database: Any
) -> None:
    class Night(TenantModel):
        bed = tenant_key("clinical.Bed", to_django, null=True)

        class Meta:
            app_label = "clinical"
            constraints = [TenantKey(name="nights_tenant_key"), key(on_delete=to_the_database)]

    assert found(isolated) == [("tenancy.E005", "Night")]
