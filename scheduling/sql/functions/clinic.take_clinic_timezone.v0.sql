DROP FUNCTION IF EXISTS clinic.take_clinic_timezone();
