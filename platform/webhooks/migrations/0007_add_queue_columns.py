"""Give events what a queue of them needs: a source, leases, an order, and a place in the line.

Plan 014. Locks webhook_events while its key and three indexes are made; an event is unique within its source now.
"""

import django.db.models.lookups
from django.db import migrations, models

import postgres.constraints
import postgres.fields


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0006_index_orders_of_lists"),
        ("webhooks", "0006_index_orders_of_lists"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="webhookevent",
            name="webhook_events_event_id_key",
        ),
        migrations.AddField(
            model_name="webhookevent",
            name="alone",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                help_text="Claimed by itself, or to be: its lease ran out before.",
            ),
        ),
        migrations.AddField(
            model_name="webhookevent",
            name="event_type",
            field=models.CharField(blank=True, max_length=200, null=True),
        ),
        migrations.AddField(
            model_name="webhookevent",
            name="history",
            field=postgres.fields.JSONListField(help_text="Attempts that failed, and replays."),
        ),
        migrations.AddField(
            model_name="webhookevent",
            name="lease_expires_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="webhookevent",
            name="lease_owner",
            field=models.TextField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="webhookevent",
            name="max_attempts",
            field=models.IntegerField(db_default=10, default=10),
        ),
        migrations.AddField(
            model_name="webhookevent",
            name="next_attempt_at",
            field=models.DateTimeField(
                blank=True, editable=False, help_text="When it gets back into the line.", null=True
            ),
        ),
        migrations.AddField(
            model_name="webhookevent",
            name="ordering_hash",
            field=models.BigIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="webhookevent",
            name="ordering_key",
            field=models.TextField(
                blank=True,
                help_text="Events of one key are processed one after the other.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="webhookevent",
            name="ordering_number",
            field=models.BigIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="webhookevent",
            name="place",
            field=models.BigIntegerField(
                blank=True,
                editable=False,
                help_text="Its place in the line, lowest first; below 0 while it is out of the line.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="webhookevent",
            name="source",
            field=models.CharField(
                blank=True, help_text="Who sent it: stripe, twilio.", max_length=100, null=True
            ),
        ),
        migrations.AddIndex(
            model_name="webhookevent",
            index=models.Index(
                condition=models.Q(("place__isnull", False)),
                fields=["place"],
                name="webhook_events_place_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="webhookevent",
            index=models.Index(
                condition=models.Q(("next_attempt_at__isnull", False)),
                fields=["next_attempt_at"],
                name="webhook_events_due_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="webhookevent",
            index=models.Index(
                condition=models.Q(("ordering_hash__isnull", False)),
                fields=["ordering_hash", "ordering_number"],
                name="webhook_events_ordering_idx",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookevent",
            constraint=models.UniqueConstraint(
                fields=("clinic", "source", "event_id"),
                name="webhook_events_event_id_key",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookevent",
            constraint=postgres.constraints.FieldRule(
                condition=models.Q(("max_attempts__range", (1, 1000000))),
                field="max_attempts",
                name="webhook_events_max_attempts_in_range",
                violation_error_message="Between 1 and 1000000.",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookevent",
            constraint=postgres.constraints.FieldRule(
                condition=django.db.models.lookups.Exact(
                    models.Func(
                        models.F("history"),
                        function="jsonb_typeof",
                        output_field=models.CharField(),
                    ),
                    models.Value("array"),
                ),
                field="history",
                name="webhook_events_history_is_array",
                violation_error_message="JSON that is an array.",
            ),
        ),
    ]
