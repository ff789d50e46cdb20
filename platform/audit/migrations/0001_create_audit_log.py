"""The audit log, what writes it, and what keeps it: partitions, and a hash chain.

Plan 010. Locks nothing: the tables are new. The month that runs and three ahead get their partitions here;
from then on `audit_partitions` makes them.
"""

from django.db import migrations

from postgres.operations import SQLFile
from tenancy.operations import DefinerFile


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0002_create_soft_delete")]

    operations = [
        SQLFile("types/audit.change", version=1),
        SQLFile("functions/audit.uuid_or_null", version=1),
        SQLFile("functions/audit.inet_or_null", version=1),
        SQLFile("functions/audit.record_bucket", version=1),
        SQLFile("tables/audit.audit_logs", version=1),
        SQLFile("tables/audit.decisions", version=1),
        SQLFile("tables/audit.seals", version=1),
        SQLFile("policies/audit.audit_logs", version=1),
        SQLFile("policies/audit.decisions", version=1),
        SQLFile("functions/audit.is_secret", version=1),
        SQLFile("functions/audit.changes", version=1),
        DefinerFile("functions/audit.audit_trigger_function", version=1),
        DefinerFile("functions/audit.record_access", version=1),
        DefinerFile("functions/audit.record_change", version=1),
        DefinerFile("functions/audit.record_reveal", version=1),
        SQLFile("functions/audit.is_comparable", version=1),
        SQLFile("functions/audit.is_watched", version=1),
        SQLFile("functions/audit.watch", version=1),
        SQLFile("functions/audit.watch_again", version=1),
        SQLFile("functions/audit.unwatch", version=1),
        SQLFile("functions/audit.move_entries", version=1),
        SQLFile("functions/audit.make_partitions", version=1),
        migrations.RunSQL("SELECT audit.make_partitions(3)", migrations.RunSQL.noop),
        SQLFile("functions/audit.value_digests", version=1),
        SQLFile("functions/audit.entry_digest", version=1),
        SQLFile("functions/audit.seal_digest", version=1),
        SQLFile("functions/audit.sealed_until", version=1),
        SQLFile("functions/audit.months", version=1),
        SQLFile("functions/audit.partitions", version=1),
        SQLFile("functions/audit.digests", version=1),
        SQLFile("functions/audit.seal", version=1),
        SQLFile("functions/audit.faults", version=1),
        SQLFile("functions/audit.retire_partition", version=1),
        SQLFile("functions/audit.erase_values", version=1),
    ]
