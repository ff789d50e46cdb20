-- The line in which events wait. A place is a number: events of one clinic stand a number apart, so that
-- clinics take turns, however many events one of them has.
-- An event that is out of the line keeps its place p as ~p, which is below 0: one that waits for another of its
-- ordering key, until it is let in there; and one that has failed, or is in work for long. So the next of its clinic
-- knows where to stand, whatever has become of the last; and no claim comes across it.
--
-- Four numbers say where the line is. They are sequences, since a claim reads them at the cost of nothing:
-- a table's row that changes all day grows a tail of versions while any old transaction is open.
--   line_start   no event that waits or is in work has a place before it: claims look from here on.
--   line_front   the lowest place that is given out. Who gives places holds a lock by this number, until
--                the end of the transaction.
--   line_former  the front before: the start follows once nobody holds the lock by this number.
--   line_claimed where the last claim ended: no more than a hint, from which most claims go on.
CREATE SEQUENCE IF NOT EXISTS webhook.line_start MINVALUE 0 START 0 NO CYCLE;
CREATE SEQUENCE IF NOT EXISTS webhook.line_front MINVALUE 0 START 0 NO CYCLE;
CREATE SEQUENCE IF NOT EXISTS webhook.line_former MINVALUE 0 START 0 NO CYCLE;
CREATE SEQUENCE IF NOT EXISTS webhook.line_claimed MINVALUE 0 START 0 NO CYCLE;

-- Until when somebody may be asleep who wants to be told of events: microseconds since 1970.
CREATE SEQUENCE IF NOT EXISTS webhook.asleep_until MINVALUE 0 START 0 NO CYCLE;

SELECT setval(name, 0)
FROM unnest(ARRAY['line_start', 'line_front', 'line_former', 'line_claimed', 'asleep_until']) AS kept (number)
CROSS JOIN LATERAL (SELECT format('webhook.%I', number)::regclass AS name) AS sequence
WHERE pg_catalog.pg_sequence_last_value(name) IS NULL;

COMMENT ON SEQUENCE webhook.line_start IS 'Where claims begin to look: nothing before it is unfinished.';
COMMENT ON SEQUENCE webhook.line_front IS 'The lowest place that an event gets.';
COMMENT ON SEQUENCE webhook.line_former IS 'The front before this one, by which places may still be given.';
COMMENT ON SEQUENCE webhook.line_claimed IS 'Where the last claim ended, from which most claims go on.';
COMMENT ON SEQUENCE webhook.asleep_until IS 'Until when a worker may be asleep, in microseconds since 1970.';

REVOKE ALL ON SEQUENCE
    webhook.line_start, webhook.line_front, webhook.line_former, webhook.line_claimed, webhook.asleep_until
FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker, clinic_definer;
GRANT SELECT, UPDATE ON SEQUENCE
    webhook.line_start, webhook.line_front, webhook.line_former, webhook.line_claimed, webhook.asleep_until
TO clinic_worker;
GRANT SELECT ON SEQUENCE webhook.line_front, webhook.asleep_until TO clinic_definer;

GRANT USAGE ON SCHEMA webhook TO clinic_app, clinic_admin, clinic_superadmin, clinic_worker, clinic_definer;

-- Three versions of each row find room beside each other, so that to claim and to finish an event touches
-- no index, even while an old transaction keeps them all alive.
ALTER TABLE clinic.webhook_events SET (fillfactor = 30, autovacuum_vacuum_scale_factor = 0.02);
