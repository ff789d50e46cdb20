DROP TABLE IF EXISTS clinic.appointment_transitions;
