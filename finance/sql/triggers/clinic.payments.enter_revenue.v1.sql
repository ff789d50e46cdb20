-- The revenue of a day follows from its payments.
CREATE OR REPLACE TRIGGER enter_revenue_made
AFTER INSERT ON clinic.payments
REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT
EXECUTE FUNCTION clinic.enter_revenue();

CREATE OR REPLACE TRIGGER enter_revenue_changed
AFTER UPDATE ON clinic.payments
FOR EACH ROW
WHEN (
    (
        OLD.clinic_id, OLD.payment_date, OLD.status, OLD.paid_amount, OLD.change_amount, OLD.refunded_amount,
        OLD.deleted_at IS NULL
    ) IS DISTINCT FROM (
        NEW.clinic_id, NEW.payment_date, NEW.status, NEW.paid_amount, NEW.change_amount, NEW.refunded_amount,
        NEW.deleted_at IS NULL
    )
)
EXECUTE FUNCTION clinic.enter_revenue();

CREATE OR REPLACE TRIGGER enter_revenue_deleted
AFTER DELETE ON clinic.payments
REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT
EXECUTE FUNCTION clinic.enter_revenue();
