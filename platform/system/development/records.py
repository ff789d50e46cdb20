"""What doctors found and ordered, and what came back, as rows."""

from datetime import time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from system.development.care import Care
from system.development.clinics import Timeline, at
from system.development.conditions import CRITICAL, IMAGING, PANELS
from system.development.medicines import Medicine
from system.development.rows import Rows, Values
from system.development.visits import DAY, MINUTE, Visit

LABORATORY, IMAGING_CENTRE = "Kallang Diagnostics Laboratory", "Raffles Road Imaging Centre"
RADIOLOGISTS = ("Dr Evelyn Tham", "Dr Mohan Raj", "Dr Clarence Oliveiro")
SITES = ("Left deltoid", "Right deltoid")


def add_record(rows: Rows, visit: Visit, done: Care) -> UUID:
    """Add the record of a completed visit."""
    condition, patient, luck = visit.condition, visit.patient, visit.luck("record")
    days = condition.mc_days if 16 <= patient.age(visit.day) < 67 else 0
    follow_up = condition.follow_up_days
    return rows.add(
        "records.MedicalRecord",
        visit.id,
        clinic_id=visit.team.clinic.id,
        patient_id=patient.id,
        doctor_id=visit.doctor.id,
        appointment_id=visit.appointment_id,
        record_number=f"MR-{visit.number}",
        record_date=visit.day,
        chief_complaint=condition.complaint,
        history_of_present_illness=condition.history,
        physical_examination={} if visit.online else condition.examination,
        primary_diagnosis=condition.diagnosis,
        primary_diagnosis_code=condition.code,
        differential_diagnoses=list(condition.differentials),
        treatment_plan=condition.plan,
        medications_prescribed=[
            {"name": medicine.name, "dosage": medicine.dosage} for medicine in done.medicines
        ],
        procedures_performed=["Vaccination"] if done.vaccine else [],
        follow_up_required=follow_up > 0,
        follow_up_date=visit.day + timedelta(days=follow_up) if follow_up else None,
        follow_up_instructions="Fast for 8 hours before the next visit." if follow_up else None,
        mc_required=days > 0,
        mc_start_date=visit.day if days else None,
        mc_end_date=visit.day + timedelta(days=days - 1) if days else None,
        mc_days=days or None,
        mc_number=f"MC-{visit.number}" if days else None,
        created_at=visit.ended_at,
        **({} if visit.online else _vital_signs(visit, luck)),
    )


def _vital_signs(visit: Visit, luck: Random) -> Values:
    patient, age = visit.patient, visit.patient.age(visit.day)
    child, raised = age < 13, "I10" in patient.chronic
    warm = (37.6, 38.9) if visit.condition.fever else (36.2, 37.1)
    signs: Values = {
        "temperature_celsius": Decimal(f"{luck.uniform(*warm):.1f}"),
        "heart_rate_bpm": luck.randint(92, 128) if child else luck.randint(62, 92),
        "respiratory_rate_bpm": luck.randint(20, 28) if child else luck.randint(14, 18),
        "oxygen_saturation_percent": luck.randint(97, 100),
        "height_cm": patient.height,
        "weight_kg": patient.weight,
    }
    if not child:
        signs["blood_pressure_systolic"] = (
            luck.randint(128, 152) if raised else luck.randint(106, 132)
        )
        signs["blood_pressure_diastolic"] = luck.randint(78, 92) if raised else luck.randint(64, 84)
    return signs


def add_prescription(rows: Rows, visit: Visit, done: Care, record: UUID) -> None:
    """Add the prescription of a visit, dispensed at the counter or sent home."""
    if not done.medicines:
        return
    prescription = rows.add(
        "records.Prescription",
        visit.id,
        clinic_id=visit.team.clinic.id,
        patient_id=visit.patient.id,
        doctor_id=visit.doctor.id,
        medical_record_id=record,
        prescription_number=f"RX-{visit.number}",
        prescription_date=visit.day,
        status="dispensed",
        valid_until=visit.day + timedelta(days=30),
        is_e_prescription=visit.online,
        dispensed_by="Dispensary counter",
        dispensed_at=visit.ended_at + 6 * MINUTE,
        collection_method="delivery" if visit.online else "clinic",
        created_at=visit.ended_at,
    )
    for medicine in done.medicines:
        rows.add(
            "records.PrescriptionItem",
            visit.id,
            medicine.name,
            clinic_id=visit.team.clinic.id,
            prescription_id=prescription,
            **_ordered(medicine),
            created_at=visit.ended_at,
        )


def _ordered(medicine: Medicine) -> Values:
    return {
        "medication_name": medicine.name,
        "medication_code": medicine.code,
        "generic_name": medicine.generic,
        "dosage": medicine.dosage,
        "frequency": medicine.frequency,
        "route": medicine.route,
        "duration": f"{medicine.days} days",
        "quantity": medicine.quantity,
        "unit": medicine.unit,
        "instructions": "Complete the course" if medicine.antibiotic else None,
        "food_instructions": medicine.food,
        "dispensed_quantity": medicine.quantity,
        "remaining_quantity": 0,
        "unit_price": medicine.price,
        "total_price": medicine.quantity * medicine.price,
        "is_antibiotic": medicine.antibiotic,
    }


def add_results(rows: Rows, visit: Visit, done: Care, record: UUID, timeline: Timeline) -> None:
    """Add what laboratory and imaging centre were asked for, and what has come back by now."""
    shared = {
        "clinic_id": visit.team.clinic.id,
        "patient_id": visit.patient.id,
        "doctor_id": visit.doctor.id,
        "medical_record_id": record,
        "created_at": visit.ended_at,
    }
    if done.laboratory:
        rows.add(
            "records.LabResult", visit.id, **shared, **_laboratory(visit, done.laboratory, timeline)
        )
    if done.imaging:
        rows.add(
            "records.ImagingResult", visit.id, **shared, **_picture(visit, done.imaging, timeline)
        )


def _returned(visit: Visit, timeline: Timeline) -> Values:
    """Say how far a result has come: reported the next morning, reviewed in the afternoon."""
    reported, reviewed = at(visit.day + DAY, time(9)), at(visit.day + DAY, time(15, 30))
    if timeline.now < reported:
        return {
            "status": "processing" if timeline.now - visit.ended_at > 60 * MINUTE else "pending"
        }
    if timeline.now < reviewed:
        return {"status": "completed", "report_date": visit.day + DAY}
    return {
        "status": "reviewed",
        "report_date": visit.day + DAY,
        "reviewed_by_id": visit.doctor.id,
        "reviewed_at": reviewed,
    }


def _laboratory(visit: Visit, key: str, timeline: Timeline) -> Values:
    panel, luck, returned = PANELS[key], visit.luck("laboratory"), _returned(visit, timeline)
    results, critical = {}, []
    for analyte in panel.analytes:
        value = round(luck.uniform(*analyte.drawn), analyte.places or None)
        results[analyte.name] = {
            "value": value,
            "unit": analyte.unit,
            "reference": analyte.reference,
            "flag": "H" if value > analyte.high else "L" if value < analyte.low else "",
        }
        if value >= CRITICAL.get(analyte.name, value + 1):
            critical.append({"test": analyte.name, "value": value, "unit": analyte.unit})
    back = "report_date" in returned
    alarmed = back and bool(critical)
    return {
        "lab_name": LABORATORY,
        "lab_reference_number": f"KDL-{visit.number}",
        "test_date": visit.day,
        "test_category": panel.category,
        "tests_ordered": [analyte.name for analyte in panel.analytes],
        "results": results if back else {},
        "has_critical_values": alarmed,
        "critical_values": critical if back else [],
        "critical_values_acknowledged_by_id": visit.team.nurse.id if alarmed else None,
        "critical_values_acknowledged_at": at(visit.day + DAY, time(9, 20)) if alarmed else None,
        "comments": (
            None
            if not back
            else "Telephoned to the clinic."
            if alarmed
            else "Values outside the reference range are marked."
        ),
        **returned,
    }


def _picture(visit: Visit, key: str, timeline: Timeline) -> Values:
    kind, part, _price, findings, impression = IMAGING[key]
    luck, returned = visit.luck("imaging"), _returned(visit, timeline)
    radiologist = luck.choice(RADIOLOGISTS)
    back = "report_date" in returned
    return {
        "imaging_type": kind,
        "body_part": part,
        "imaging_date": visit.day,
        "imaging_center": IMAGING_CENTRE,
        "reference_number": f"RRI-{visit.number}",
        "findings": findings if back else None,
        "impression": impression if back else None,
        "recommendations": "Clinical correlation." if back else None,
        "radiologist_name": radiologist if back else None,
        **returned,
    }


def add_vaccination(rows: Rows, visit: Visit, done: Care) -> None:
    """Add the dose that was given, if one was."""
    vaccine = done.vaccine
    if vaccine is None:
        return
    luck, last = visit.luck("vaccine"), done.dose == vaccine.doses
    next_due = vaccine.interval_days if not last or vaccine.doses == 1 else 0
    sore = luck.random() < 0.2
    rows.add(
        "records.VaccinationRecord",
        visit.id,
        clinic_id=visit.team.clinic.id,
        patient_id=visit.patient.id,
        administered_by_id=visit.team.nurse.id,
        vaccine_name=vaccine.name,
        vaccine_brand=vaccine.brand,
        vaccine_type=vaccine.kind,
        lot_number=f"{luck.choice('ABCDEFGHK')}{luck.randint(1000, 9999)}{luck.choice('ABC')}",
        expiry_date=visit.day + timedelta(days=luck.randint(120, 600)),
        dose_number=done.dose,
        dose_amount=vaccine.amount,
        route_of_administration=vaccine.route,
        injection_site="Right thigh" if visit.patient.age(visit.day) < 2 else luck.choice(SITES),
        administered_date=visit.day,
        next_dose_due_date=visit.day + timedelta(days=next_due) if next_due else None,
        series_complete=last,
        side_effects_reported=sore,
        side_effects_details="Sore arm for a day" if sore else None,
        certificate_number=f"VC-{visit.number}",
        created_at=visit.ended_at,
    )
