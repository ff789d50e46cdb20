"""Sign in: what the bare login may ask of users, and what their admin may give them.

Plan 011. Locks nothing.
"""

from django.db import migrations

from postgres.operations import SQLFile
from tenancy.operations import DefinerFile


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_keep_updated_at")]

    operations = [
        SQLFile("functions/clinic.login_by_email", version=1),
        SQLFile("functions/clinic.login_by_id", version=1),
        SQLFile("functions/clinic.set_password_hash", version=1),
        DefinerFile("functions/clinic.give_password_hash", version=1),
        SQLFile("functions/clinic.record_sign_in", version=1),
        SQLFile("functions/clinic.record_failed_sign_in", version=1),
        SQLFile("functions/clinic.is_locked", version=1),
        SQLFile("functions/clinic.set_two_factor", version=1),
        DefinerFile("functions/clinic.remove_two_factor", version=1),
    ]
