DROP POLICY IF EXISTS same_clinic ON booking.booking_requests;
DROP POLICY IF EXISTS people_read_their_own ON booking.booking_requests;
DROP POLICY IF EXISTS members_read ON booking.booking_requests;
DROP POLICY IF EXISTS functions_stay_in_the_clinic ON booking.booking_requests;

ALTER TABLE booking.booking_requests NO FORCE ROW LEVEL SECURITY;
ALTER TABLE booking.booking_requests DISABLE ROW LEVEL SECURITY;

REVOKE ALL ON booking.booking_requests FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;
