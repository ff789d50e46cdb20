DROP FUNCTION IF EXISTS clinic.take_restriction_of_record();
