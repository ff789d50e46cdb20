-- Find patients by name, number, e-mail or telephone, the best first. Names are forgiven typing errors and
-- the order of their words; a number or an address is found by what it starts with or contains, a
-- telephone by its digits, of which the last eight will do: a country code is not always written.
-- The score is 1 for the very thing, less for a part of it or something like it.
-- Concurrency: reads alone.
-- Raises: 22023 for a limit that is not from 1 to 200.
-- Security: runs as clinic_search, since LIKE and trigrams are not leakproof and find no index under
-- policies. That role sees of every patient what is sought here and no more, so that all that policies say
-- of patients is said here again: the clinic acted in, to a patient their own row alone, what was deleted
-- to admins alone, to anyone else nothing.
SELECT public.show_limit() IS NOT NULL AS pg_trgm_knows_its_settings;

CREATE OR REPLACE FUNCTION clinic.search_patients(p_query text, p_limit integer DEFAULT 20)
RETURNS TABLE (patient_id uuid, score real)
LANGUAGE plpgsql
STABLE
SECURITY DEFINER
SET search_path = ''
SET pg_trgm.word_similarity_threshold = 0.45
-- Which index is best depends on what is sought.
SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    v_clinic_id uuid := tenancy.current_clinic_id();
    v_user_id uuid := tenancy.current_user_id();
    v_role text := current_setting('role');
    v_query text := lower(btrim(left(btrim(p_query, E' \t\r\n'), 100)));
    v_digits text := CASE
        WHEN v_query ~ '^[-0-9 ().+]+$' THEN right(regexp_replace(v_query, '[^0-9]', '', 'g'), 8)
    END;
    v_pattern text := regexp_replace(v_query, '([\\%_])', '\\\1', 'g') || '%';
BEGIN
    IF p_limit IS NULL OR p_limit NOT BETWEEN 1 AND 200 THEN
        RAISE EXCEPTION 'a search gives 1 to 200 patients, not %', p_limit
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF v_query IS NULL OR v_query !~ '[[:alnum:]]' THEN
        RETURN;
    END IF;
    -- Less than three letters in a row make no trigram that an index could look up.
    IF v_query ~ '[[:alnum:]]{3}' THEN
        v_pattern := '%' || v_pattern;
    END IF;
    IF length(v_digits) < 3 THEN
        v_digits := NULL;
    END IF;

    RETURN QUERY
    SELECT
        patient.id,
        greatest(public.word_similarity(v_query, patient.full_name), identifier.score)::real AS best
    FROM clinic.patients AS patient
    CROSS JOIN LATERAL (
        SELECT max(
            CASE
                WHEN lower(known.value) = known.sought THEN 1
                WHEN starts_with(lower(known.value), known.sought) THEN 0.9
                WHEN strpos(lower(known.value), known.sought) > 0 THEN 0.8
            END
        ) AS score
        FROM (
            VALUES
                (patient.patient_number, v_query),
                (patient.email::text, v_query),
                (regexp_replace(patient.phone, '[^0-9]', '', 'g'), v_digits)
        ) AS known (value, sought)
    ) AS identifier
    WHERE patient.clinic_id = v_clinic_id
        AND (
            v_role IN (
                'clinic_doctor', 'clinic_nurse', 'clinic_staff', 'clinic_admin', 'clinic_superadmin'
            )
            OR (v_role = 'clinic_patient' AND patient.user_id = v_user_id)
        )
        AND (v_role IN ('clinic_admin', 'clinic_superadmin') OR patient.deleted_at IS NULL)
        AND (
            patient.full_name OPERATOR(public.%>) v_query
            OR patient.patient_number ILIKE v_pattern
            OR patient.email::text ILIKE v_pattern
            OR regexp_replace(patient.phone, '[^0-9]', '', 'g') LIKE '%' || v_digits || '%'
        )
    ORDER BY
        best DESC,
        public.similarity(v_query, patient.full_name) DESC,
        patient.full_name,
        patient.id
    LIMIT p_limit;
END
$$;

ALTER FUNCTION clinic.search_patients(text, integer) OWNER TO clinic_search;
REVOKE ALL ON FUNCTION clinic.search_patients(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clinic.search_patients(text, integer) TO
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

COMMENT ON FUNCTION clinic.search_patients(text, integer) IS
    'Patients that the caller may see, found by name, number, e-mail or telephone; the best first.';
