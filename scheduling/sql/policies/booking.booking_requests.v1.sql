-- Booking requests: written by the booking functions alone.
REVOKE ALL ON booking.booking_requests FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;

GRANT SELECT ON booking.booking_requests TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;

-- What booking.create_booking needs.
GRANT SELECT, INSERT, UPDATE (status, result, error, attempts) ON booking.booking_requests TO clinic_definer;

ALTER TABLE booking.booking_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE booking.booking_requests FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON booking.booking_requests;
CREATE POLICY same_clinic ON booking.booking_requests
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

DROP POLICY IF EXISTS people_read_their_own ON booking.booking_requests;
CREATE POLICY people_read_their_own ON booking.booking_requests
FOR SELECT
TO clinic_patient, clinic_doctor
USING (user_id = (SELECT tenancy.current_user_id()));

DROP POLICY IF EXISTS members_read ON booking.booking_requests;
CREATE POLICY members_read ON booking.booking_requests
FOR SELECT
TO clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS functions_stay_in_the_clinic ON booking.booking_requests;
CREATE POLICY functions_stay_in_the_clinic ON booking.booking_requests
FOR ALL
TO clinic_definer
USING (clinic_id = (SELECT tenancy.current_clinic_id()));
