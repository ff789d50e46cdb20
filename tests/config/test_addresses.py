"""What an address may hold."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.tenancy.test_admin import signed_in
from tests.world import World


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["q=%00", "table_name=%00", "action__exact=a%00b", "record_id=%00"]
)
@pytest.mark.parametrize("page", ["clinical_patient", "audit_auditlog"])
def test_a_nul_is_no_part_of_an_address(
    client: Client, world: World, page: str, query: str
) -> None:
    signed_in(client, world, "admin")
    address = reverse(f"admin:{page}_changelist")
    assert client.get(f"{address}?{query}").status_code == 400
    assert client.get(f"{address}%00/").status_code == 400
