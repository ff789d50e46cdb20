DO $$
BEGIN
    IF to_regtype('clinic.document_type') IS NULL THEN
        CREATE TYPE clinic.document_type AS ENUM (
            'lab_result',
            'xray',
            'scan',
            'report',
            'prescription',
            'mc',
            'referral',
            'other'
        );
    END IF;
END
$$;

COMMENT ON TYPE clinic.document_type IS
    'What kind of document an attachment is; mc is a medical certificate.';
