-- Payment items: nurses see none. Which commands each role has at all; which rows, the table's policies say.
REVOKE ALL ON clinic.payment_items FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;

GRANT SELECT ON clinic.payment_items TO clinic_patient, clinic_doctor, clinic_superadmin;
GRANT SELECT, INSERT, UPDATE, DELETE ON clinic.payment_items TO clinic_staff, clinic_admin;
