DROP FUNCTION IF EXISTS clinic.record_sign_in(uuid, inet, bigint);
