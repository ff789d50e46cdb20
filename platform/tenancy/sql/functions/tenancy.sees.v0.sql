DROP FUNCTION IF EXISTS tenancy.sees(regclass);
