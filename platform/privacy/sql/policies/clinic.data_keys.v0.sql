DROP POLICY IF EXISTS functions_give_them_out ON clinic.data_keys;
ALTER TABLE clinic.data_keys NO FORCE ROW LEVEL SECURITY;
ALTER TABLE clinic.data_keys DISABLE ROW LEVEL SECURITY;
REVOKE ALL ON clinic.data_keys FROM clinic_definer;
