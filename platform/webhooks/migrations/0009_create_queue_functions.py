"""Make the line in which events wait, the functions that receive, claim, mark and replay them, and who works on it.

Plan 014. Locks webhook_events against writes for a moment. Events that wait already get no place: there are none
before this.
"""

from django.db import migrations

from postgres.operations import SQLFile
from tenancy.operations import DefinerFile


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0008_grant_queue")]

    operations = [
        SQLFile("tables/webhook.line", version=1),
        SQLFile("functions/webhook.front", version=1),
        SQLFile("functions/webhook.take_place", version=1),
        SQLFile("triggers/clinic.webhook_events.take_place", version=1),
        SQLFile("functions/webhook.attempt", version=1),
        SQLFile("functions/webhook.let_followers_in", version=1),
        SQLFile("functions/webhook.tend_line", version=1),
        SQLFile("functions/webhook.finish_and_claim", version=1),
        SQLFile("functions/webhook.claim_next_event", version=1),
        SQLFile("functions/webhook.mark_event_result", version=1),
        SQLFile("functions/webhook.extend_lease", version=1),
        SQLFile("functions/webhook.give_back", version=1),
        SQLFile("functions/webhook.may_sleep", version=1),
        DefinerFile("functions/webhook.receive_event", version=1),
        DefinerFile("functions/webhook.replay", version=1),
        SQLFile("tables/webhook.workers", version=1),
        SQLFile("policies/webhook.workers", version=1),
        SQLFile("functions/webhook.beat", version=1),
    ]
