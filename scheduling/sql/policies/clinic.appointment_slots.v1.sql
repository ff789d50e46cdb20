-- Slots. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON clinic.appointment_slots FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.appointment_slots TO clinic_patient, clinic_nurse;
GRANT SELECT, INSERT, UPDATE, DELETE ON clinic.appointment_slots TO clinic_doctor, clinic_staff, clinic_admin, clinic_superadmin;
