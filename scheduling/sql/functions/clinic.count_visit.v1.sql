-- Keep what is counted of a patient and a doctor: visits and their first and last day, absences, consultations.
-- What counted before is taken away, what counts now is added: counters that came from elsewhere stay.
-- Concurrency: locks the patient and then the doctor, after the appointment; of two patients or doctors the lesser key
-- first.
-- Raises: nothing.
-- Security: runs as the owner, since nobody writes these counters; it reaches the appointment's own patient and
-- doctor, by the clinic and keys that composite keys hold. A trigger function can't be called by hand.
CREATE OR REPLACE FUNCTION clinic.count_visit()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = ''
AS $$
DECLARE
    v_was clinic.appointment_status := CASE WHEN OLD.deleted_at IS NULL THEN OLD.status END;
    v_is clinic.appointment_status := CASE WHEN NEW.deleted_at IS NULL THEN NEW.status END;
BEGIN
    IF OLD.patient_id <> NEW.patient_id OR OLD.doctor_id <> NEW.doctor_id THEN
        PERFORM FROM clinic.patients
        WHERE clinic_id = NEW.clinic_id AND id IN (OLD.patient_id, NEW.patient_id)
        ORDER BY id FOR NO KEY UPDATE;
        PERFORM FROM clinic.doctors
        WHERE clinic_id = NEW.clinic_id AND id IN (OLD.doctor_id, NEW.doctor_id)
        ORDER BY id FOR NO KEY UPDATE;
    END IF;
    IF v_was IN ('completed', 'no_show') THEN
        UPDATE clinic.patients
        SET
            total_visits = greatest(total_visits - (v_was = 'completed')::integer, 0),
            no_show_count = greatest(no_show_count - (v_was = 'no_show')::integer, 0),
            (first_visit_date, last_visit_date) = (
                SELECT
                    CASE WHEN patients.first_visit_date < OLD.appointment_date OR v_was <> 'completed'
                        THEN patients.first_visit_date ELSE min(visit.appointment_date) END,
                    CASE WHEN patients.last_visit_date > OLD.appointment_date OR v_was <> 'completed'
                        THEN patients.last_visit_date ELSE max(visit.appointment_date) END
                FROM clinic.appointments AS visit
                WHERE visit.clinic_id = OLD.clinic_id
                    AND visit.patient_id = OLD.patient_id
                    AND visit.status = 'completed'
                    AND visit.deleted_at IS NULL
            )
        WHERE clinic_id = OLD.clinic_id AND id = OLD.patient_id;
    END IF;
    IF v_is IN ('completed', 'no_show') THEN
        UPDATE clinic.patients
        SET
            total_visits = total_visits + (v_is = 'completed')::integer,
            no_show_count = no_show_count + (v_is = 'no_show')::integer,
            first_visit_date = CASE WHEN v_is = 'completed'
                THEN least(first_visit_date, NEW.appointment_date) ELSE first_visit_date END,
            last_visit_date = CASE WHEN v_is = 'completed'
                THEN greatest(last_visit_date, NEW.appointment_date) ELSE last_visit_date END
        WHERE clinic_id = NEW.clinic_id AND id = NEW.patient_id;
    END IF;
    IF v_was = 'completed' THEN
        UPDATE clinic.doctors
        SET total_consultations = greatest(total_consultations - 1, 0)
        WHERE clinic_id = OLD.clinic_id AND id = OLD.doctor_id;
    END IF;
    IF v_is = 'completed' THEN
        UPDATE clinic.doctors
        SET total_consultations = total_consultations + 1
        WHERE clinic_id = NEW.clinic_id AND id = NEW.doctor_id;
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION clinic.count_visit() FROM PUBLIC;

COMMENT ON FUNCTION clinic.count_visit() IS
    'Trigger function: keeps the visits of patients and the consultations of doctors counted.';
