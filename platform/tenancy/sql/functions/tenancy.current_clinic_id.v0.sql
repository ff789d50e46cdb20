DROP FUNCTION IF EXISTS tenancy.current_clinic_id();
