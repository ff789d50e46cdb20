-- The roles in which people act, the logins that may enter them, and how those logins connect.
-- Roles belong to the whole server: they are made where missing, and stay when migrations go back.
-- Concurrency: takes no lock on tables. Another database of the server may be migrated at the same time:
-- who makes a role second waits for the first to end, and looks again.
-- Raises: 42501, with the exact SQL for an administrator, where this login may not do it.
-- Security: clinic_app and clinic_worker_app inherit nothing. They enter a role with SET LOCAL ROLE,
-- and without one they hold no right on any tenant table. Nobody enters clinic_definer, clinic_search or
-- clinic_audit: functions alone run as these, and this login is a member so as to hand functions over to them.
DO $$
DECLARE
    c_people CONSTANT text[] := ARRAY[
        'clinic_patient', 'clinic_doctor', 'clinic_nurse', 'clinic_staff', 'clinic_admin',
        'clinic_superadmin'
    ];
    c_logins CONSTANT text[] := ARRAY['clinic_app', 'clinic_worker_app'];
    -- clinic_definer owns the functions that do business on a person's behalf; clinic_search the one
    -- search that a policy would rob of its index; clinic_audit what appends to the audit log.
    c_definers CONSTANT text[] := ARRAY['clinic_definer', 'clinic_search', 'clinic_audit'];
    c_without_inheriting CONSTANT text := CASE
        WHEN current_setting('server_version_num')::int >= 160000 THEN ' WITH INHERIT FALSE, SET TRUE'
        ELSE ''
    END;
    c_attempts CONSTANT int := 5;
    v_needed text[];
    v_statement text;
BEGIN
    FOR v_attempt IN 1 .. c_attempts LOOP
        BEGIN
            WITH
            missing_roles AS (
                SELECT format('CREATE ROLE %I NOLOGIN NOINHERIT', role_name) AS statement, 1 AS step
                FROM unnest(c_people || c_definers || ARRAY['clinic_worker']) AS role_name
                WHERE to_regrole(role_name) IS NULL
            ),
            missing_logins AS (
                -- NOINHERIT comes before the grants: from 16 on it counts at the moment of the grant.
                SELECT format('CREATE ROLE %I LOGIN NOINHERIT', login), 2
                FROM unnest(c_logins) AS login
                WHERE to_regrole(login) IS NULL
            ),
            powerful_roles AS (
                -- Somebody made it beforehand, as CREATE ROLE does by default: inheriting, or mightier still.
                -- Each attribute is named only where it is there: taking one away needs to have it.
                SELECT
                    format(
                        'ALTER ROLE %I %s',
                        rolname,
                        concat_ws(
                            ' ',
                            CASE WHEN rolinherit THEN 'NOINHERIT' END,
                            CASE WHEN rolsuper THEN 'NOSUPERUSER' END,
                            CASE WHEN rolbypassrls THEN 'NOBYPASSRLS' END,
                            CASE WHEN rolcreaterole THEN 'NOCREATEROLE' END,
                            CASE WHEN rolcreatedb THEN 'NOCREATEDB' END,
                            CASE WHEN rolreplication THEN 'NOREPLICATION' END
                        )
                    ),
                    3
                FROM pg_catalog.pg_roles
                WHERE rolname = ANY (c_people || c_logins || c_definers || ARRAY['clinic_worker'])
                    AND (rolinherit OR rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)
            ),
            missing_memberships AS (
                -- Asked of pg_auth_members, since a superuser counts as a member of every role.
                SELECT format('GRANT %I TO %I%s', role_name, login, c_without_inheriting), 4
                FROM (
                    SELECT role_name, 'clinic_app' AS login
                    FROM unnest(c_people) AS role_name
                    UNION ALL
                    SELECT 'clinic_worker', 'clinic_worker_app'
                ) AS membership
                WHERE NOT EXISTS (
                    SELECT
                    FROM pg_catalog.pg_auth_members AS granted
                    WHERE granted.member = to_regrole(login) AND granted.roleid = to_regrole(role_name)
                )
            ),
            inheriting_memberships AS (
                -- From 16 on a membership inherits or not by itself, once for each who granted it.
                SELECT
                    format(
                        'GRANT %s TO %s WITH INHERIT FALSE GRANTED BY %s',
                        granted.roleid::regrole, granted.member::regrole, granted.grantor::regrole
                    ),
                    4
                FROM pg_catalog.pg_auth_members AS granted
                WHERE granted.member IN (to_regrole('clinic_app'), to_regrole('clinic_worker_app'))
                    AND to_jsonb(granted) ->> 'inherit_option' = 'true'
            ),
            missing_handover AS (
                -- From 16 on who makes a role is its administrator, and no more than that.
                SELECT
                    format(
                        'GRANT %I TO %I%s',
                        role_name,
                        current_user,
                        CASE
                            WHEN current_setting('server_version_num')::int >= 160000
                            THEN ' WITH INHERIT TRUE, SET TRUE'
                            ELSE ''
                        END
                    ),
                    4
                FROM unnest(c_definers) AS role_name
                WHERE NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)
                    AND NOT EXISTS (
                        SELECT
                        FROM pg_catalog.pg_auth_members AS granted
                        WHERE granted.member = current_user::regrole
                            AND granted.roleid = to_regrole(role_name)
                            AND coalesce(to_jsonb(granted) ->> 'inherit_option', 'true') = 'true'
                            AND coalesce(to_jsonb(granted) ->> 'set_option', 'true') = 'true'
                    )
            ),
            missing_bypass AS (
                -- Under forced row security an owner without it finds no rows: keys would be checked against
                -- nothing, and data migrations would change nothing.
                SELECT format('ALTER ROLE %I BYPASSRLS', rolname), 5
                FROM pg_catalog.pg_roles
                WHERE rolname = current_user AND NOT rolsuper AND NOT rolbypassrls
            ),
            missing_settings AS (
                -- Limits keep one slow page from holding locks for everybody else.
                SELECT format('ALTER ROLE %I IN DATABASE %I SET %s TO %s', login, current_database(), name, value), 6
                FROM unnest(c_logins) AS login
                CROSS JOIN (
                    VALUES
                        ('search_path', 'public, clinic, audit, booking, webhook'),
                        ('statement_timeout', '15000'),
                        ('lock_timeout', '3000'),
                        ('idle_in_transaction_session_timeout', '30000')
                ) AS setting (name, value)
                WHERE NOT EXISTS (
                    SELECT
                    FROM pg_catalog.pg_db_role_setting AS stored
                    JOIN pg_catalog.pg_database AS database ON database.oid = stored.setdatabase
                    WHERE database.datname = current_database()
                        AND stored.setrole = to_regrole(login)
                        AND name || '=' || value = ANY (stored.setconfig)
                )
            )
            SELECT array_agg(statement ORDER BY step, statement)
            INTO v_needed
            FROM (
                TABLE missing_roles
                UNION ALL TABLE missing_logins
                UNION ALL TABLE powerful_roles
                UNION ALL TABLE missing_memberships
                UNION ALL TABLE inheriting_memberships
                UNION ALL TABLE missing_handover
                UNION ALL TABLE missing_bypass
                UNION ALL TABLE missing_settings
            ) AS needed;

            FOREACH v_statement IN ARRAY coalesce(v_needed, ARRAY[]::text[]) LOOP
                EXECUTE v_statement;
            END LOOP;
            EXIT;
        EXCEPTION
            -- XX000: "tuple concurrently updated".
            WHEN duplicate_object OR unique_violation OR internal_error THEN
                IF v_attempt = c_attempts THEN
                    RAISE;
                END IF;
        END;
    END LOOP;
EXCEPTION
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION E'% may not set up the roles of this project. Have an administrator run this, then migrate again:\n%;',
            current_user, array_to_string(v_needed, E';\n')
            USING ERRCODE = 'insufficient_privilege';
END
$$;
