-- A visit that took place, and one that did not, are counted. Who loads what is long over brings the counts along.
CREATE OR REPLACE TRIGGER count_visit
AFTER UPDATE ON clinic.appointments
FOR EACH ROW
WHEN (
    (OLD.status IN ('completed', 'no_show') OR NEW.status IN ('completed', 'no_show'))
    AND (OLD.status, OLD.patient_id, OLD.doctor_id, OLD.appointment_date, OLD.deleted_at IS NULL)
        IS DISTINCT FROM (NEW.status, NEW.patient_id, NEW.doctor_id, NEW.appointment_date, NEW.deleted_at IS NULL)
)
EXECUTE FUNCTION clinic.count_visit();
