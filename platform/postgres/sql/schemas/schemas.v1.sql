-- The schemas of the project. Django's own tables stay in public.
CREATE SCHEMA IF NOT EXISTS clinic;
CREATE SCHEMA IF NOT EXISTS audit;
CREATE SCHEMA IF NOT EXISTS archive;
CREATE SCHEMA IF NOT EXISTS booking;
CREATE SCHEMA IF NOT EXISTS webhook;

COMMENT ON SCHEMA clinic IS 'The domain: clinics, people, appointments, records, money, messages.';
COMMENT ON SCHEMA audit IS 'What changed, when, and by whom.';
COMMENT ON SCHEMA archive IS 'Audit months that were sealed and taken out of the live table.';
COMMENT ON SCHEMA booking IS 'Booking functions and the requests they answer.';
COMMENT ON SCHEMA webhook IS 'Functions that take in and hand out webhook events.';

-- Nobody but the owner makes anything here, temporary tables included.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

DO $$
BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END
$$;
