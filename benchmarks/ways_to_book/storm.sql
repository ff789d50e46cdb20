\set slot random(0, :slots - 1)
\set other random(0, :slots - 1)
\set clinic :slot % :clinics
\set other :other - :other % :clinics + :clinic
\set what random(1, 10)
\set n :n + 1
BEGIN\;
SELECT
    set_config('role', 'clinic_staff', true),
    set_config('app.current_clinic_id', md5('clinic/' || :clinic)::uuid::text, true),
    set_config('app.current_user_id', md5('user/' || :clinic)::uuid::text, true)\;
SELECT CASE
    WHEN :what <= 6 THEN booking.create_booking(
        'storm/' || :client_id || '/' || :n,
        md5('user/' || :clinic)::uuid,
        md5('clinic/' || :clinic)::uuid,
        md5('slot/' || :slot)::uuid,
        md5('patient/' || :other)::uuid
    )
    WHEN :what <= 8 THEN booking.cancel_booking(
        (SELECT appointment_id FROM clinic.appointment_slots WHERE id = md5('slot/' || :slot)::uuid)
    )
    WHEN :what = 9 THEN booking.reschedule_booking(
        (SELECT appointment_id FROM clinic.appointment_slots WHERE id = md5('slot/' || :slot)::uuid),
        md5('slot/' || :other)::uuid
    )
    ELSE booking.hold_slot(md5('slot/' || :slot)::uuid, 1)
END\;
COMMIT;
