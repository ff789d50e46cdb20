-- The story says itself what has followed from its appointments, and jumps from one status to another. What it
-- writes is audited all the same.
-- A table on which checks are pending is not altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE clinic.appointments
    DISABLE TRIGGER follow_status,
    DISABLE TRIGGER release_slot,
    DISABLE TRIGGER count_visit,
    DISABLE TRIGGER settle_queue;
