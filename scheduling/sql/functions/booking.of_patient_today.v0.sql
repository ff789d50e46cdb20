DROP FUNCTION IF EXISTS booking.of_patient_today(uuid, uuid);
