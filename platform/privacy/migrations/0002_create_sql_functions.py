"""Let SQL tell an NRIC or FIN by its check letter, and encrypt with a key of its own.

Plan 012. Locks nothing.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_create_data_keys")]

    operations = [
        SQLFile("functions/clinic.is_nric", version=1),
        SQLFile("functions/clinic.encryption_key", version=1),
        SQLFile("functions/clinic.encryption_key_name", version=1),
        SQLFile("functions/clinic.encrypt_sensitive_data", version=1),
        SQLFile("functions/clinic.decrypt_sensitive_data", version=1),
    ]
