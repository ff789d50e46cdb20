DROP FUNCTION IF EXISTS clinic.figures_of_visit(clinic.appointments);
