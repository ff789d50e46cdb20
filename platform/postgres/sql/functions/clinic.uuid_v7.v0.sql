DROP FUNCTION IF EXISTS clinic.uuid_v7();
