-- Slots: a doctor keeps their own, staff and admins all of them.
REVOKE ALL ON clinic.appointment_slots FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

GRANT SELECT ON clinic.appointment_slots TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;
GRANT DELETE ON clinic.appointment_slots TO clinic_doctor, clinic_staff, clinic_admin, clinic_superadmin;

-- Who takes a slot or gives it back does so by a booking function: whoever wrote that by hand would leave the slot and
-- its appointment in disagreement.
GRANT INSERT (
    created_at, updated_at, clinic_id, doctor_id, starts_at, duration_minutes, timezone, id, is_blocked, block_reason,
    held_by, held_until
) ON clinic.appointment_slots TO clinic_doctor, clinic_staff, clinic_admin, clinic_superadmin;
-- Nor is one moved to another time: whoever holds it, or is about to book it, has seen this one. Delete it, and make another.
GRANT UPDATE (is_blocked, block_reason) ON clinic.appointment_slots TO clinic_doctor, clinic_staff, clinic_admin, clinic_superadmin;

-- What the booking functions need.
GRANT SELECT, INSERT ON clinic.appointment_slots TO clinic_definer;
GRANT UPDATE (is_available, appointment_id, held_by, held_until) ON clinic.appointment_slots TO clinic_definer;

ALTER TABLE clinic.appointment_slots ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.appointment_slots FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.appointment_slots;
CREATE POLICY same_clinic ON clinic.appointment_slots
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS members_read ON clinic.appointment_slots;
CREATE POLICY members_read ON clinic.appointment_slots
FOR SELECT
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS doctors_insert_their_own ON clinic.appointment_slots;
CREATE POLICY doctors_insert_their_own ON clinic.appointment_slots
FOR INSERT
TO clinic_doctor
WITH CHECK (doctor_id = (SELECT clinic.current_doctor_id()));

DROP POLICY IF EXISTS members_insert ON clinic.appointment_slots;
CREATE POLICY members_insert ON clinic.appointment_slots
FOR INSERT
TO clinic_staff, clinic_admin, clinic_superadmin
WITH CHECK (true);

DROP POLICY IF EXISTS doctors_update_their_own ON clinic.appointment_slots;
CREATE POLICY doctors_update_their_own ON clinic.appointment_slots
FOR UPDATE
TO clinic_doctor
USING (doctor_id = (SELECT clinic.current_doctor_id()));

DROP POLICY IF EXISTS members_update ON clinic.appointment_slots;
CREATE POLICY members_update ON clinic.appointment_slots
FOR UPDATE
TO clinic_staff, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS doctors_delete_their_own ON clinic.appointment_slots;
CREATE POLICY doctors_delete_their_own ON clinic.appointment_slots
FOR DELETE
TO clinic_doctor
USING (doctor_id = (SELECT clinic.current_doctor_id()));

DROP POLICY IF EXISTS members_delete ON clinic.appointment_slots;
CREATE POLICY members_delete ON clinic.appointment_slots
FOR DELETE
TO clinic_staff, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS functions_stay_in_the_clinic ON clinic.appointment_slots;
CREATE POLICY functions_stay_in_the_clinic ON clinic.appointment_slots
FOR ALL
TO clinic_definer
USING (clinic_id = (SELECT tenancy.current_clinic_id()));
