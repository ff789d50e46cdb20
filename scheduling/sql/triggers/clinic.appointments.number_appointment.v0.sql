DROP TRIGGER IF EXISTS number_appointment ON clinic.appointments;
