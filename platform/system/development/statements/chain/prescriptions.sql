-- What was prescribed at each visit, dispensed at the counter or sent home.

INSERT INTO clinic.prescriptions (
    id, clinic_id, patient_id, doctor_id, medical_record_id, prescription_number, prescription_date, status,
    valid_until, is_e_prescription, dispensed_by, dispensed_at, collection_method, created_at
)
SELECT
    pg_temp.timed_key('prescriptions', bill.dice, bill.ended_at),
    site.id,
    person.id,
    doctor.id,
    bill.record,
    'RX-' || bill.number,
    bill.date,
    'dispensed',
    bill.date + 30,
    bill.online,
    'Dispensary counter',
    bill.ended_at + interval '6 minutes',
    CASE WHEN bill.online THEN 'delivery' ELSE 'clinic' END,
    bill.ended_at
FROM pg_temp.bill
CROSS JOIN pg_temp.site
JOIN pg_temp.person ON person.number = bill.person
JOIN pg_temp.doctor ON doctor.number = bill.doctor
WHERE bill.medicines > 0;

-- Patient and doctor are the prescription's: a trigger copies them.
INSERT INTO clinic.prescription_items (
    id, clinic_id, prescription_id, medication_name, medication_code, generic_name, dosage, frequency, route,
    duration, quantity, unit, instructions, food_instructions, dispensed_quantity, remaining_quantity,
    unit_price, total_price, is_antibiotic, created_at
)
SELECT
    pg_temp.timed_key('prescription_items/' || remedy.place, bill.dice, bill.ended_at),
    site.id,
    pg_temp.timed_key('prescriptions', bill.dice, bill.ended_at),
    remedy.name,
    remedy.code,
    remedy.generic,
    remedy.dosage,
    remedy.frequency,
    remedy.route,
    remedy.days || ' days',
    remedy.quantity,
    remedy.unit,
    CASE WHEN remedy.antibiotic THEN 'Complete the course' END,
    remedy.food,
    remedy.quantity,
    0,
    remedy.price,
    remedy.quantity * remedy.price,
    remedy.antibiotic,
    bill.ended_at
FROM pg_temp.bill
CROSS JOIN pg_temp.site
JOIN pg_temp.remedy
    ON remedy.condition = bill.condition AND remedy.barred_by IS DISTINCT FROM bill.allergic_to;
