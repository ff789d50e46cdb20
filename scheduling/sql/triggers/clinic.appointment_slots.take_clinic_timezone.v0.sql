DROP TRIGGER IF EXISTS take_clinic_timezone ON clinic.appointment_slots;
