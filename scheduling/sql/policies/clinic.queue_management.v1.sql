-- The queue. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON clinic.queue_management FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.queue_management TO clinic_patient;
GRANT SELECT, UPDATE ON clinic.queue_management TO clinic_doctor;
GRANT SELECT, INSERT, UPDATE ON clinic.queue_management TO clinic_nurse, clinic_staff;
GRANT SELECT, INSERT, UPDATE, DELETE ON clinic.queue_management TO clinic_admin, clinic_superadmin;
