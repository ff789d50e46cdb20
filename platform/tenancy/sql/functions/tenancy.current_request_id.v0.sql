DROP FUNCTION IF EXISTS tenancy.current_request_id();
