"""Say which status of an appointment may follow which, and keep what follows from it.

Its slot, the visits of patients and doctors, and the day's queue. Plan 005 and 013. Locks appointments for a
moment.
"""

from django.db import migrations

from postgres.operations import SQLFile


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0008_create_appointment_number_functions")]

    operations = [
        SQLFile("functions/clinic.appointment_transitions", version=1),
        SQLFile("functions/clinic.follow_status", version=1),
        SQLFile("triggers/clinic.appointments.follow_status", version=1),
        SQLFile("functions/clinic.release_slot", version=1),
        SQLFile("triggers/clinic.appointments.release_slot", version=1),
        SQLFile("functions/clinic.keep_taken_slot", version=1),
        SQLFile("triggers/clinic.appointment_slots.keep_taken_slot", version=1),
        SQLFile("functions/booking.day_keys", version=1),
        SQLFile("functions/booking.take_locks", version=1),
        SQLFile("functions/clinic.lock_day", version=1),
        SQLFile("triggers/clinic.appointments.lock_day", version=1),
        SQLFile("triggers/clinic.appointment_slots.lock_day", version=1),
        SQLFile("functions/clinic.count_visit", version=1),
        SQLFile("triggers/clinic.appointments.count_visit", version=1),
        SQLFile("functions/clinic.keep_expected_patient", version=1),
        SQLFile("triggers/clinic.patients.keep_expected", version=1),
        SQLFile("functions/clinic.go_on_counting", version=1),
        SQLFile("triggers/clinic.queue_management.go_on_counting", version=1),
        SQLFile("functions/clinic.keep_queue", version=1),
        SQLFile("triggers/clinic.appointments.settle_queue", version=1),
    ]
