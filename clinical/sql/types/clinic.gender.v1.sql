DO $$
BEGIN
    IF to_regtype('clinic.gender') IS NULL THEN
        CREATE TYPE clinic.gender AS ENUM (
            'male',
            'female',
            'other',
            'prefer_not_to_say'
        );
    END IF;
END
$$;

COMMENT ON TYPE clinic.gender IS
    'As a person states it; prefer_not_to_say is an answer, too.';
