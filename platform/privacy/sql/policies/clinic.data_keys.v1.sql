-- Data keys: nobody's but the functions' that give them out. Only the owner replaces and retires them.
REVOKE ALL ON clinic.data_keys FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

GRANT SELECT, INSERT (clinic_id, purpose, wrapped_key) ON clinic.data_keys TO clinic_definer;

ALTER TABLE clinic.data_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.data_keys FORCE ROW LEVEL SECURITY;

-- Before sign-in too, where nobody acts: a wrapped key is noise.
DROP POLICY IF EXISTS functions_give_them_out ON clinic.data_keys;
CREATE POLICY functions_give_them_out ON clinic.data_keys
FOR ALL
TO clinic_definer
USING (true);
