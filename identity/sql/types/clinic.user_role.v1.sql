DO $$
BEGIN
    IF to_regtype('clinic.user_role') IS NULL THEN
        CREATE TYPE clinic.user_role AS ENUM (
            'patient',
            'doctor',
            'nurse',
            'staff',
            'admin',
            'superadmin'
        );
    END IF;
END
$$;

COMMENT ON TYPE clinic.user_role IS
    'What a person is to the clinic. Everyone acts in the database role of the same name.';
