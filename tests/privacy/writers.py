"""Four people who write encrypted columns all the time, until they are told to stop.

    python -m tests.privacy.writers FIRST_PATIENT

prints "ready" once each has written, and in the end, as JSON, what they have written last.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Event
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
sys.path.insert(0, "platform")
django.setup()

from clinical.models import Patient  # noqa: E402 (after django.setup)
from identity.models import User  # noqa: E402
from tenancy import acting_as  # noqa: E402

FOUR = 4
over, begun = Event(), Barrier(FOUR + 1)


def write(number: int) -> dict[str, Any]:
    """Change a patient's passport number, and register others; give what is there in the end."""
    nurse = User.objects.db_manager("owner").get(email="nurse@alpha.example")
    assert nurse.clinic_id
    clinic_id, written = nurse.clinic_id, dict[str, Any]()
    with acting_as(nurse):
        mine = Patient(clinic_id=clinic_id, patient_number=f"W-{number}", **PERSON)
        mine.save()
    turn = 0
    while not over.is_set():
        turn += 1
        with acting_as(nurse):
            patient = Patient.objects.get(pk=mine.pk)
            patient.passport_number = f"K{number}-{turn}"
            patient.save()
            written[str(mine.pk)] = patient.passport_number
            if turn % 10 == 1:
                another = Patient(
                    clinic_id=clinic_id, patient_number=f"W-{number}-{turn}", **PERSON
                )
                another.passport_number = f"N{number}-{turn}"
                another.save()
                written[str(another.pk)] = another.passport_number
        if turn == 1:
            begun.wait()
    return written


PERSON = {"full_name": "Somebody", "date_of_birth": "1990-01-01", "gender": "female"}

if __name__ == "__main__":
    first = int(sys.argv[1])
    with ThreadPoolExecutor(FOUR) as pool:
        futures = [pool.submit(write, first + n) for n in range(FOUR)]
        with suppress(BrokenBarrierError):  # Who could not begin says below why.
            begun.wait(timeout=30)
        if not begun.broken:
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            sys.stdin.readline()
        over.set()
        tallies = [future.result() for future in futures]
    json.dump({row: value for tally in tallies for row, value in tally.items()}, sys.stdout)
