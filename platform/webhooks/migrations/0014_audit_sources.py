"""Record who changes what is received from whom, and never a secret.

Plan 010. Locks each table against writes for a moment.
"""

from django.db import migrations

from audit.operations import Audited


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0013_grant_sources")]

    operations = [
        Audited("clinic.webhook_sources", "whose events are believed"),
        Audited("clinic.webhook_secrets", "by what they are known", never_stored=["secret"]),
    ]
