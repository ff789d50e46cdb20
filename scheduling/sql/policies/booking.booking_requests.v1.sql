-- Booking requests: written by the booking functions alone. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON booking.booking_requests FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON booking.booking_requests TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;
