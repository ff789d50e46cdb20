DROP FUNCTION IF EXISTS clinic.calculate_bmi(numeric, numeric);
