"""Give out appointment numbers, and one to each new appointment that names none.

Plan 012. Locks appointments for a moment.
"""

from django.db import migrations

from postgres.operations import SQLFile
from tenancy.operations import DefinerFile


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0007_index_orders_of_lists")]

    operations = [
        DefinerFile("functions/clinic.generate_appointment_number", version=1),
        SQLFile("functions/clinic.number_appointment", version=1),
        SQLFile("triggers/clinic.appointments.number_appointment", version=1),
    ]
