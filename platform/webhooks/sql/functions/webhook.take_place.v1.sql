-- Trigger function: give an event that is to be processed its place in the line.
-- It stands one behind the event that came last for its clinic, and not before the front: so a clinic with
-- a million events waiting has its next at the end of them, and every other clinic at the front.
-- An event with an ordering key stays out of the line while one of its key is unfinished: that one lets it in. Its
-- place is kept for it (webhook.line says how), so that it counts for those that come after.
-- It runs for each event that comes in, and each setting and expression is paid for each time. Where nothing is
-- sorted, the order is an index's, even in a plan that was made while the table was empty.
-- Concurrency: holds the lock of webhook.front, which is written out here. Events with keys of one hash wait for
-- each other until the end of the transaction, and all others for nobody. Two that come at the same moment may
-- get one place.
-- Raises: 0A000 for an ordering key where the transaction sees old rows (REPEATABLE READ and above).
-- Security: runs with the rights of the inserter.
CREATE OR REPLACE FUNCTION webhook.take_place()
RETURNS trigger
LANGUAGE plpgsql
VOLATILE
SET enable_sort = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    v_front bigint;
    v_last bigint;
    v_number bigint;
    v_is_finished boolean;
BEGIN
    -- Here, and not in the trigger: its condition would be read anew for each statement.
    IF NEW.place IS NOT NULL OR NEW.next_attempt_at IS NOT NULL OR NEW.status IN ('success', 'dead_letter') THEN
        RETURN NEW;
    END IF;
    LOOP
        v_front := pg_catalog.pg_sequence_last_value('webhook.line_front');
        PERFORM pg_catalog.pg_advisory_xact_lock_shared(
            'webhook.line_front'::regclass::oid::integer, (v_front & 2147483647)::integer
        );
        EXIT WHEN v_front = pg_catalog.pg_sequence_last_value('webhook.line_front');
    END LOOP;
    IF NEW.ordering_key IS NOT NULL THEN
        IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
            RAISE EXCEPTION 'events with an ordering key are put in at READ COMMITTED'
                USING ERRCODE = 'feature_not_supported';
        END IF;
        NEW.ordering_hash := pg_catalog.hash_record_extended(
            ROW(NEW.clinic_id, NEW.source::text, NEW.ordering_key), 0
        );
        PERFORM pg_catalog.pg_advisory_xact_lock(NEW.ordering_hash);
        SELECT event.ordering_number, event.status IN ('success', 'dead_letter')
        INTO v_number, v_is_finished
        FROM clinic.webhook_events AS event
        WHERE event.ordering_hash = NEW.ordering_hash
        ORDER BY event.ordering_number DESC
        LIMIT 1;
        NEW.ordering_number := coalesce(v_number, 0) + 1;
    END IF;

    -- A range, in the order of its index: from an equality PostgreSQL may choose the primary key, and read
    -- other clinics' events backwards until one of this clinic comes.
    IF NEW.clinic_id IS NULL THEN
        SELECT event.place INTO v_last
        FROM clinic.webhook_events AS event
        WHERE event.clinic_id IS NULL
        ORDER BY event.clinic_id DESC, event.id DESC
        LIMIT 1;
    ELSE
        SELECT event.place INTO v_last
        FROM clinic.webhook_events AS event
        WHERE event.clinic_id BETWEEN NEW.clinic_id AND NEW.clinic_id
        ORDER BY event.clinic_id DESC, event.id DESC
        LIMIT 1;
    END IF;
    NEW.place := greatest(v_front, v_last + 1, (~v_last) + 1);
    -- NULL where it is the first of its key.
    IF NOT v_is_finished THEN
        NEW.place := ~NEW.place;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION webhook.take_place() FROM PUBLIC;

COMMENT ON FUNCTION webhook.take_place() IS
    'Trigger function: gives an event its place in the line, behind those of its clinic.';
