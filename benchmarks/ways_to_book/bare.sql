-- The same slots and the table of appointments, with a primary key and nothing else.
CREATE SCHEMA bare;
CREATE TABLE bare.slots AS SELECT id, clinic_id, doctor_id, starts_at, duration_minutes, is_available, appointment_id
FROM clinic.appointment_slots;
ALTER TABLE bare.slots ADD PRIMARY KEY (id);
CREATE TABLE bare.appointments (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    clinic_id uuid NOT NULL,
    doctor_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    duration_minutes integer NOT NULL,
    visit_reason text,
    status text NOT NULL DEFAULT 'scheduled',
    created_at timestamptz NOT NULL DEFAULT now()
);

-- The usual function of plpgsql, with the same compare-and-set, for refusals.
CREATE FUNCTION bare.book(p_slot_id uuid, p_patient_id uuid, p_visit_reason text)
RETURNS uuid
LANGUAGE plpgsql
AS $$
DECLARE
    v_slot bare.slots;
    v_id uuid;
BEGIN
    UPDATE bare.slots SET is_available = false WHERE id = p_slot_id AND is_available RETURNING * INTO v_slot;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO bare.appointments (clinic_id, doctor_id, patient_id, starts_at, duration_minutes, visit_reason)
    VALUES (v_slot.clinic_id, v_slot.doctor_id, p_patient_id, v_slot.starts_at, v_slot.duration_minutes, p_visit_reason)
    RETURNING id INTO v_id;
    RETURN v_id;
END
$$;

-- The same, and what was asked for is kept with its answer, under its key and nothing else.
CREATE TABLE bare.requests (
    key text PRIMARY KEY,
    slot_id uuid NOT NULL,
    patient_id uuid NOT NULL,
    appointment_id uuid
);
CREATE FUNCTION bare.ask(p_key text, p_slot_id uuid, p_patient_id uuid, p_visit_reason text)
RETURNS uuid
LANGUAGE plpgsql
AS $$
DECLARE
    v_id uuid := bare.book(p_slot_id, p_patient_id, p_visit_reason);
BEGIN
    INSERT INTO bare.requests (key, slot_id, patient_id, appointment_id) VALUES (p_key, p_slot_id, p_patient_id, v_id);
    RETURN v_id;
END
$$;
