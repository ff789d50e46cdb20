"""Claims to insurers: what is decided is part of what was claimed."""

import pytest
from psycopg.errors import CheckViolation, ForeignKeyViolation, UniqueViolation

from finance.models import InsuranceClaim
from tests.refusals import refused
from tests.rows import make, model_of
from tests.world import OWNER, World

pytestmark = pytest.mark.django_db(databases=["owner"])


def test_a_claim_may_be_decided_in_parts_up_to_the_whole(world: World) -> None:
    claim = make("insurance_claims", world.a, claimed_amount=100)
    decided = InsuranceClaim.objects.using(OWNER).filter(pk=claim.pk)
    decided.update(approved_amount=60)
    decided.update(rejected_amount=40)
    with refused(CheckViolation, OWNER, "insurance_claims_decided_within_claimed"):
        decided.update(rejected_amount="40.01")


def test_a_claim_number_is_given_once_in_a_clinic(world: World) -> None:
    for at in (world.a, world.b):
        make("insurance_claims", at, claim_number="CLAIM")
    with refused(UniqueViolation, OWNER, "insurance_claims_claim_number_key"):
        make("insurance_claims", world.a, claim_number="CLAIM")


def test_a_claimed_payment_is_not_deleted(world: World) -> None:
    claim = make("insurance_claims", world.a, payment=make("payments", world.a))
    with refused(ForeignKeyViolation, OWNER, "insurance_claims_payment_fk"):
        model_of("payments")._base_manager.using(OWNER).filter(pk=claim.payment_id)._raw_delete(
            OWNER
        )
