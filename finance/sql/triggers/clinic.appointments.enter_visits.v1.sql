-- The figures of a day follow from its appointments.
CREATE OR REPLACE TRIGGER enter_visits_made
AFTER INSERT ON clinic.appointments
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT
EXECUTE FUNCTION clinic.enter_visits();

-- A trigger for each row, since one for the statement could not leave out what changes no figure.
CREATE OR REPLACE TRIGGER enter_visits_changed
AFTER UPDATE ON clinic.appointments
FOR EACH ROW
WHEN (
    (
        OLD.clinic_id, OLD.appointment_date, OLD.deleted_at IS NULL, OLD.status IN ('cancelled', 'rescheduled'),
        OLD.status = 'completed', OLD.status = 'no_show', OLD.called_at - OLD.checked_in_at
    ) IS DISTINCT FROM (
        NEW.clinic_id, NEW.appointment_date, NEW.deleted_at IS NULL, NEW.status IN ('cancelled', 'rescheduled'),
        NEW.status = 'completed', NEW.status = 'no_show', NEW.called_at - NEW.checked_in_at
    )
)
EXECUTE FUNCTION clinic.enter_visits();

CREATE OR REPLACE TRIGGER enter_visits_deleted
AFTER DELETE ON clinic.appointments
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT
EXECUTE FUNCTION clinic.enter_visits();
