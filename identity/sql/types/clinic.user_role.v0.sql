DROP TYPE IF EXISTS clinic.user_role;
