-- Let somebody act in a clinic until the transaction ends, or nobody.
SELECT
    set_config('app.current_clinic_id', %s::text, true),
    set_config('app.current_user_id', %s::text, true)
