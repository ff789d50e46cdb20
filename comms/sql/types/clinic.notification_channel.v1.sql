DO $$
BEGIN
    IF to_regtype('clinic.notification_channel') IS NULL THEN
        CREATE TYPE clinic.notification_channel AS ENUM (
            'email',
            'sms',
            'whatsapp',
            'push',
            'in_app'
        );
    END IF;
END
$$;

COMMENT ON TYPE clinic.notification_channel IS
    'How a person is told.';
