-- What a clinic has taken by one payment: what the patient handed over, less change and what was given back; zero
-- while it is pending, and if it failed or was deleted. What CHAS, MediSave or an insurer pays is not in it.
-- Concurrency: IMMUTABLE, and simple enough to become part of the query that calls it.
-- Raises: nothing.
-- Security: reads no table.
CREATE OR REPLACE FUNCTION clinic.revenue_of_payment(p_payment clinic.payments)
RETURNS numeric
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN p_payment.deleted_at IS NULL AND p_payment.status IN ('completed', 'partial', 'refunded')
        -- What comes back may include another's share, which was never counted.
        THEN greatest(
            p_payment.paid_amount - p_payment.change_amount - coalesce(p_payment.refunded_amount, 0), 0
        )
        ELSE 0
    END
$$;

REVOKE ALL ON FUNCTION clinic.revenue_of_payment(clinic.payments) FROM PUBLIC;

COMMENT ON FUNCTION clinic.revenue_of_payment(clinic.payments) IS
    'What a clinic has taken by one payment.';
