DO $$
BEGIN
    IF to_regtype('clinic.chas_card_type') IS NULL THEN
        CREATE TYPE clinic.chas_card_type AS ENUM (
            'blue',
            'orange',
            'green',
            'none'
        );
    END IF;
END
$$;

COMMENT ON TYPE clinic.chas_card_type IS
    'Subsidy cards of Singapore''s Community Health Assist Scheme, the highest first.';
