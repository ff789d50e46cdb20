-- The doses that were given.
INSERT INTO clinic.vaccination_records (
    id, clinic_id, patient_id, administered_by, vaccine_name, vaccine_brand, vaccine_type, lot_number,
    expiry_date, dose_number, dose_amount, route_of_administration, injection_site, administered_date,
    next_dose_due_date, series_complete, side_effects_reported, side_effects_details, certificate_number,
    created_at
)
SELECT
    pg_temp.timed_key('vaccination_records', bill.dice, bill.ended_at),
    site.id,
    person.id,
    nurse.id,
    vaccine.name,
    vaccine.brand,
    vaccine.kind,
    pg_temp.pick(bill.dice, 'lot', '{A,B,C,D,E,F,G,H,K}') || pg_temp.throw(bill.dice, 'lot number', 1000, 9999)
    || pg_temp.pick(bill.dice, 'lot part', '{A,B,C}'),
    bill.date + pg_temp.throw(bill.dice, 'expiry', 120, 600),
    given.dose,
    vaccine.amount,
    vaccine.route,
    CASE WHEN bill.age < 2 THEN 'Right thigh' ELSE pg_temp.pick(bill.dice, 'arm', words.sites) END,
    bill.date,
    CASE WHEN given.dose < vaccine.doses OR vaccine.doses = 1
        THEN bill.date + NULLIF(vaccine.interval_days, 0)
    END,
    given.dose = vaccine.doses,
    given.is_sore,
    CASE WHEN given.is_sore THEN 'Sore arm for a day' END,
    'VC-' || bill.number,
    bill.ended_at
FROM pg_temp.bill
CROSS JOIN pg_temp.site
CROSS JOIN pg_temp.words
JOIN pg_temp.login AS nurse ON nurse.role = 'nurse'
JOIN pg_temp.person ON person.number = bill.person
JOIN pg_temp.vaccine ON vaccine.key = bill.vaccine
CROSS JOIN LATERAL (
    SELECT
        pg_temp.throw(bill.dice, 'dose', 1, vaccine.doses) AS dose,
        pg_temp.luck(bill.dice, 'sore') < 0.2 AS is_sore
) AS given;
