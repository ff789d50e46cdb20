SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE clinic.appointments
    ENABLE TRIGGER follow_status,
    ENABLE TRIGGER release_slot,
    ENABLE TRIGGER count_visit,
    ENABLE TRIGGER settle_queue;
