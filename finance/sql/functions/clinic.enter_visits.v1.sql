-- Enter what appointments add to the figures of their days, and take from them: one entry for all that a statement
-- makes or deletes on a day, and one for each day that a change of a row concerns.
-- Concurrency: appends entries, and so waits for nobody and keeps nobody waiting.
-- Raises: nothing.
-- Security: runs as the owner, since nobody writes entries; each is of its appointments' own clinic. A trigger
-- function can't be called by hand.
CREATE OR REPLACE FUNCTION clinic.enter_visits()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO clinic.metric_entries (clinic_id, day, appointments, completed, no_shows, waits, waited)
        SELECT
            visit.clinic_id, visit.appointment_date, sum(f.appointments), sum(f.completed), sum(f.no_shows),
            sum(f.waits), sum(f.waited)
        FROM new_rows AS visit
        CROSS JOIN LATERAL clinic.figures_of_visit(visit) AS f
        GROUP BY visit.clinic_id, visit.appointment_date;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO clinic.metric_entries (clinic_id, day, appointments, completed, no_shows, waits, waited)
        SELECT
            visit.clinic_id, visit.appointment_date, -sum(f.appointments), -sum(f.completed), -sum(f.no_shows),
            -sum(f.waits), -sum(f.waited)
        FROM old_rows AS visit
        CROSS JOIN LATERAL clinic.figures_of_visit(visit) AS f
        GROUP BY visit.clinic_id, visit.appointment_date;
    ELSE
        INSERT INTO clinic.metric_entries (clinic_id, day, appointments, completed, no_shows, waits, waited)
        SELECT
            version.clinic_id, version.day, sum(sign * f.appointments), sum(sign * f.completed),
            sum(sign * f.no_shows), sum(sign * f.waits), sum(sign * f.waited)
        FROM (
            VALUES
                (-1, OLD.clinic_id, OLD.appointment_date, OLD),
                (1, NEW.clinic_id, NEW.appointment_date, NEW)
        ) AS version (sign, clinic_id, day, visit)
        CROSS JOIN LATERAL clinic.figures_of_visit(version.visit) AS f
        GROUP BY version.clinic_id, version.day;
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION clinic.enter_visits() FROM PUBLIC;

COMMENT ON FUNCTION clinic.enter_visits() IS
    'Trigger function: enters what appointments add to the figures of their days.';
