DROP TYPE IF EXISTS clinic.gender;
