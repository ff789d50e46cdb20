-- Say whether a text, in capitals and without spaces, is an NRIC or FIN (series S, T, F, G, M): for loads and tools that
-- are SQL alone, before they hand a number over. The tables know ciphertexts only.
-- Concurrency: none.
-- Raises: nothing; false for NULL.
-- Security: reads its argument alone.
CREATE OR REPLACE FUNCTION clinic.is_nric(p_number text)
RETURNS boolean
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN coalesce(p_number ~ '^[STFGM][0-9]{7}[A-Z]$', false)
    AND right(p_number, 1) = substr(
        CASE
            WHEN p_number ~ '^[ST]' THEN 'JZIHGFEDCBA'
            WHEN p_number ~ '^[FG]' THEN 'XWUTRQPNMLK'
            ELSE 'XWUTRQPNJLK'
        END,
        (
            SELECT
                CASE WHEN p_number ~ '^[TG]' THEN 4 WHEN p_number ~ '^M' THEN 3 ELSE 0 END
                + sum(weight * substr(p_number, place::integer + 1, 1)::integer)
            FROM unnest(ARRAY[2, 7, 6, 5, 4, 3, 2]) WITH ORDINALITY AS digit (weight, place)
            WHERE p_number ~ '^[STFGM][0-9]{7}[A-Z]$'
        )::integer % 11 + 1,
        1
    );

REVOKE ALL ON FUNCTION clinic.is_nric(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.is_nric(text) TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker;

COMMENT ON FUNCTION clinic.is_nric(text) IS 'Whether a text is an NRIC or FIN, by its check letter.';
