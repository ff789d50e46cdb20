-- Enter what payments add to the revenue of their days, and take from it: one entry for all that a statement makes
-- or deletes on a day, and one for each day that a change of a row concerns.
-- Concurrency: appends entries, and so waits for nobody and keeps nobody waiting.
-- Raises: nothing.
-- Security: runs as the owner, since nobody writes entries; each is of its payments' own clinic. A trigger
-- function can't be called by hand.
CREATE OR REPLACE FUNCTION clinic.enter_revenue()
RETURNS trigger
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = ''
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO clinic.metric_entries (clinic_id, day, revenue)
        SELECT payment.clinic_id, payment.payment_date, sum(clinic.revenue_of_payment(payment))
        FROM new_rows AS payment
        GROUP BY payment.clinic_id, payment.payment_date
        HAVING sum(clinic.revenue_of_payment(payment)) <> 0;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO clinic.metric_entries (clinic_id, day, revenue)
        SELECT payment.clinic_id, payment.payment_date, -sum(clinic.revenue_of_payment(payment))
        FROM old_rows AS payment
        GROUP BY payment.clinic_id, payment.payment_date
        HAVING sum(clinic.revenue_of_payment(payment)) <> 0;
    ELSE
        INSERT INTO clinic.metric_entries (clinic_id, day, revenue)
        SELECT version.clinic_id, version.day, sum(version.revenue)
        FROM (
            VALUES
                (OLD.clinic_id, OLD.payment_date, -clinic.revenue_of_payment(OLD)),
                (NEW.clinic_id, NEW.payment_date, clinic.revenue_of_payment(NEW))
        ) AS version (clinic_id, day, revenue)
        GROUP BY version.clinic_id, version.day
        HAVING sum(version.revenue) <> 0;
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION clinic.enter_revenue() FROM PUBLIC;

COMMENT ON FUNCTION clinic.enter_revenue() IS
    'Trigger function: enters what payments add to the revenue of their days.';
