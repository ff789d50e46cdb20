-- Patients. A patient changes how to reach them, and what they consent to; staff nothing clinical.
REVOKE ALL ON clinic.patients FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer, clinic_search;

-- Patients do not see notes or tags.
GRANT SELECT (
    id, created_at, updated_at, deleted_at, clinic_id, user_id, patient_number, full_name, phone,
    email, nric_encrypted, nric_hash, passport_number_encrypted, date_of_birth, gender, nationality,
    race, marital_status, occupation, employer, address, postal_code, emergency_contact_name,
    emergency_contact_phone, emergency_contact_relationship, blood_type, allergies,
    chronic_conditions, current_medications, medical_history, family_medical_history, height_cm,
    weight_kg, bmi, chas_card_type, chas_card_number_encrypted, chas_card_expiry,
    insurance_provider, insurance_policy_number_encrypted, insurance_expiry, medisave_authorized,
    preferred_doctor_id, preferred_language, sms_consent, email_consent, whatsapp_consent,
    marketing_consent, data_sharing_consent, consent_updated_at, first_visit_date, last_visit_date,
    total_visits, no_show_count, risk_factors
) ON clinic.patients TO clinic_patient;
GRANT SELECT ON clinic.patients TO clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;
GRANT INSERT ON clinic.patients TO clinic_nurse, clinic_admin, clinic_superadmin;
-- The key is made by whoever writes the row: ciphertexts are bound to it.
GRANT INSERT (
    id, clinic_id, user_id, patient_number, full_name, phone, email, nric_encrypted, nric_hash,
    passport_number_encrypted, date_of_birth, gender, nationality, race, marital_status, occupation,
    employer, address, postal_code, emergency_contact_name, emergency_contact_phone,
    emergency_contact_relationship, chas_card_type, chas_card_number_encrypted, chas_card_expiry,
    insurance_provider, insurance_policy_number_encrypted, insurance_expiry, medisave_authorized,
    preferred_doctor_id, preferred_language, sms_consent, email_consent, whatsapp_consent,
    marketing_consent, data_sharing_consent, consent_updated_at, tags
) ON clinic.patients TO clinic_staff;
GRANT UPDATE (
    phone, email, address, postal_code, emergency_contact_name, emergency_contact_phone,
    emergency_contact_relationship, preferred_language, sms_consent, email_consent,
    whatsapp_consent, marketing_consent, data_sharing_consent, consent_updated_at
) ON clinic.patients TO clinic_patient;

-- Visits are counted by the database. Staff neither give nor change what is clinical. Which login reads a chart admins alone change: whoever
-- moves one reads what is restricted.
GRANT UPDATE (
    patient_number, full_name, phone, email, nric_encrypted, nric_hash, passport_number_encrypted,
    date_of_birth, gender, nationality, race, marital_status, occupation, employer, address,
    postal_code, emergency_contact_name, emergency_contact_phone, emergency_contact_relationship,
    chas_card_type, chas_card_number_encrypted, chas_card_expiry, insurance_provider,
    insurance_policy_number_encrypted, insurance_expiry, medisave_authorized, preferred_doctor_id,
    preferred_language, sms_consent, email_consent, whatsapp_consent, marketing_consent,
    data_sharing_consent, consent_updated_at, tags
) ON clinic.patients TO clinic_staff;

GRANT UPDATE (user_id) ON clinic.patients TO clinic_admin, clinic_superadmin;
GRANT UPDATE (
    patient_number, full_name, phone, email, nric_encrypted, nric_hash, passport_number_encrypted,
    date_of_birth, gender, nationality, race, marital_status, occupation, employer, address,
    postal_code, emergency_contact_name, emergency_contact_phone, emergency_contact_relationship,
    blood_type, allergies, chronic_conditions, current_medications, medical_history,
    family_medical_history, height_cm, weight_kg, chas_card_type, chas_card_number_encrypted,
    chas_card_expiry, insurance_provider, insurance_policy_number_encrypted, insurance_expiry,
    medisave_authorized, preferred_doctor_id, preferred_language, sms_consent, email_consent,
    whatsapp_consent, marketing_consent, data_sharing_consent, consent_updated_at, tags, notes,
    risk_factors
) ON clinic.patients TO clinic_doctor, clinic_nurse, clinic_admin, clinic_superadmin;

-- What clinic.soft_delete and the booking functions need.
GRANT SELECT (id, clinic_id, user_id, deleted_at), UPDATE (deleted_at) ON clinic.patients TO clinic_definer;
-- What clinic.search_patients looks in.
GRANT SELECT (
    id, clinic_id, user_id, deleted_at, patient_number, full_name, email, phone
) ON clinic.patients TO clinic_search;

ALTER TABLE clinic.patients ENABLE ROW LEVEL SECURITY;
ALTER TABLE clinic.patients FORCE ROW LEVEL SECURITY;

-- Whatever else is allowed, it is in the clinic acted in.
DROP POLICY IF EXISTS same_clinic ON clinic.patients;
CREATE POLICY same_clinic ON clinic.patients
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin, clinic_worker
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

-- What was deleted is for admins to see.
DROP POLICY IF EXISTS deleted_is_hidden ON clinic.patients;
CREATE POLICY deleted_is_hidden ON clinic.patients
AS RESTRICTIVE
FOR ALL
TO clinic_patient, clinic_doctor, clinic_nurse, clinic_staff
USING (deleted_at IS NULL);

DROP POLICY IF EXISTS patients_read_themselves ON clinic.patients;
CREATE POLICY patients_read_themselves ON clinic.patients
FOR SELECT
TO clinic_patient
USING (user_id = (SELECT tenancy.current_user_id()));

DROP POLICY IF EXISTS patients_update_themselves ON clinic.patients;
CREATE POLICY patients_update_themselves ON clinic.patients
FOR UPDATE
TO clinic_patient
USING (user_id = (SELECT tenancy.current_user_id()));

DROP POLICY IF EXISTS members_read ON clinic.patients;
CREATE POLICY members_read ON clinic.patients
FOR SELECT
TO clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS members_insert ON clinic.patients;
CREATE POLICY members_insert ON clinic.patients
FOR INSERT
TO clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
WITH CHECK (true);

DROP POLICY IF EXISTS members_update ON clinic.patients;
CREATE POLICY members_update ON clinic.patients
FOR UPDATE
TO clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin
USING (true);

DROP POLICY IF EXISTS functions_stay_in_the_clinic ON clinic.patients;
CREATE POLICY functions_stay_in_the_clinic ON clinic.patients
FOR ALL
TO clinic_definer
USING (clinic_id = (SELECT tenancy.current_clinic_id()));

-- The function says whose rows: a policy would keep LIKE and trigrams from their indexes.
DROP POLICY IF EXISTS search_sees_all ON clinic.patients;
CREATE POLICY search_sees_all ON clinic.patients
FOR SELECT
TO clinic_search
USING (true);
