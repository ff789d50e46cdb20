DROP FUNCTION IF EXISTS clinic.take_people_of_prescription();
