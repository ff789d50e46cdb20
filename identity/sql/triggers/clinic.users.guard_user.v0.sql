DROP TRIGGER IF EXISTS guard_user ON clinic.users;
