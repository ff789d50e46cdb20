DROP TRIGGER IF EXISTS enter_visits_deleted ON clinic.appointments;
DROP TRIGGER IF EXISTS enter_visits_changed ON clinic.appointments;
DROP TRIGGER IF EXISTS enter_visits_made ON clinic.appointments;
