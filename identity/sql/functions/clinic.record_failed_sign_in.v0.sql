DROP FUNCTION IF EXISTS clinic.record_failed_sign_in(uuid);
