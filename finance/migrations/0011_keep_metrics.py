"""Let the figures of a clinic's day follow from its appointments and payments.

Plan 015. Locks appointments and payments for a moment; works out what there is already in one statement, which
nobody waits for.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("finance", "0010_grant_metric_entries")]

    operations = [
        SQLFile("functions/clinic.figures_of_visit", version=1),
        SQLFile("functions/clinic.revenue_of_payment", version=1),
        SQLFile("functions/clinic.enter_visits", version=1),
        SQLFile("triggers/clinic.appointments.enter_visits", version=1),
        SQLFile("functions/clinic.enter_revenue", version=1),
        SQLFile("triggers/clinic.payments.enter_revenue", version=1),
        SQLFile("functions/clinic.fold_metrics", version=1),
        SQLFile("functions/clinic.rebuild_metrics", version=1),
        SQLFile("data/clinic.metric_entries", version=1),
    ]
