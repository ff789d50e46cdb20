"""Find patients by part of a name, number, e-mail or telephone: a function, and indexes of trigrams.

Plan 012 and 015. Locks patients against writes while the indexes are built, some seconds for 400,000
rows.
"""

import django.db.models.functions.comparison
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models

import postgres.expressions
from postgres.operations import HideFromPlanner
from tenancy.operations import DefinerFile


class Migration(migrations.Migration):
    dependencies = [("clinical", "0004_grant_tables")]

    operations = [
        migrations.AddIndex(
            model_name="patient",
            index=GinIndex(
                OpClass(models.F("full_name"), "gin_trgm_ops"),
                name="patients_name_search_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=GinIndex(
                OpClass(models.F("patient_number"), "gin_trgm_ops"),
                name="patients_number_search_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=GinIndex(
                OpClass(
                    django.db.models.functions.comparison.Cast("email", models.TextField()),
                    "gin_trgm_ops",
                ),
                name="patients_email_search_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=GinIndex(
                OpClass(postgres.expressions.Digits("phone"), "gin_trgm_ops"),
                name="patients_phone_search_idx",
            ),
        ),
        HideFromPlanner("clinic.patients_email_search_idx", [1]),
        HideFromPlanner("clinic.patients_phone_search_idx", [1]),
        DefinerFile("functions/clinic.search_patients", version=1),
    ]
