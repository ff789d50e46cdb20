"""Grant what the web process needs of Django's own tables.

Plan 011. Stands in the last app, since Django's tables are there only by now.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [
        ("system", "0004_seed_flags_and_settings"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
    ]

    operations = [SQLFile("policies/public.django", version=1)]
