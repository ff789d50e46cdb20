DROP TRIGGER IF EXISTS take_people ON clinic.prescription_items;
