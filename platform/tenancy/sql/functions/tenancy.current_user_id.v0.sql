DROP FUNCTION IF EXISTS tenancy.current_user_id();
