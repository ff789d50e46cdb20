"""Make the functions that book, and do the rest of a front desk's day.

Plan 013. Locks nothing.
"""

from django.db import migrations

from postgres.operations import SQLFile
from tenancy.operations import DefinerFile


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0009_keep_what_follows_appointments")]

    operations = [
        SQLFile("types/booking.slot_offer", version=1),
        SQLFile("functions/booking.acting_user_id", version=1),
        SQLFile("functions/booking.instant", version=1),
        SQLFile("functions/booking.at_clock", version=1),
        SQLFile("functions/booking.refusal", version=1),
        SQLFile("functions/booking.success", version=1),
        SQLFile("functions/booking.is_patient", version=1),
        SQLFile("functions/booking.sees_the_latest", version=1),
        SQLFile("functions/booking.patient_key", version=1),
        SQLFile("functions/booking.lock_patient", version=1),
        SQLFile("functions/booking.is_live", version=1),
        SQLFile("functions/booking.is_at", version=1),
        SQLFile("functions/booking.is_free", version=1),
        SQLFile("functions/booking.may_become", version=1),
        SQLFile("functions/booking.step_obstacle", version=1),
        SQLFile("functions/booking.is_too_late", version=1),
        SQLFile("functions/booking.lock_appointment", version=1),
        SQLFile("functions/booking.take_step", version=1),
        SQLFile("functions/booking.give_queue_number", version=1),
        SQLFile("functions/booking.of_patient_today", version=1),
        SQLFile("functions/booking.sees_patients", version=1),
        SQLFile("functions/booking.offer", version=1),
        SQLFile("functions/booking.book", version=1),
        SQLFile("functions/booking.keep_answer", version=1),
        DefinerFile("functions/booking.create_booking", version=1),
        DefinerFile("functions/booking.cancel_booking", version=1),
        DefinerFile("functions/booking.reschedule_booking", version=1),
        DefinerFile("functions/booking.hold_slot", version=1),
        DefinerFile("functions/booking.generate_slots", version=1),
        DefinerFile("functions/booking.register_walk_in", version=1),
        DefinerFile("functions/booking.check_in", version=1),
        DefinerFile("functions/booking.call_next", version=1),
        DefinerFile("functions/booking.start_consultation", version=1),
        DefinerFile("functions/booking.complete", version=1),
        DefinerFile("functions/booking.mark_no_show", version=1),
        DefinerFile("functions/booking.confirm_booking", version=1),
        DefinerFile("functions/booking.return_to_queue", version=1),
        DefinerFile("functions/booking.release_hold", version=1),
        DefinerFile("functions/booking.possible_steps", version=1),
    ]
