"""What must hold of the whole catalogue for policies to hold; each query gives what breaks it."""

from collections.abc import Mapping

SCHEMAS = "('clinic', 'booking', 'tenancy', 'audit', 'webhook')"
RUN_TIME = (
    "('clinic_app', 'clinic_worker_app', 'clinic_patient', 'clinic_doctor', 'clinic_nurse',"
    " 'clinic_staff', 'clinic_admin', 'clinic_superadmin', 'clinic_worker')"
)

DEFINERS = "('clinic_definer', 'clinic_search', 'clinic_audit')"
"""Nobody enters these: functions alone run as them."""

OF_PEOPLE = "('users', 'patients', 'medical_records')"
OF_NOBODY = (
    "('language', 'timezone', 'preferred_language', 'password_hash', 'two_factor_secret',"
    " 'refresh_token')"
)
"""Columns that say nothing of a person, or are no role's to ask about."""

TABLES = f"""
    SELECT c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity
    FROM pg_class AS c
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text IN {SCHEMAS}
        AND (
            c.relname IN ('clinics', 'users', 'system_settings', 'feature_flags', 'workers')
            OR EXISTS (
                SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'clinic_id'
            )
        )
        AND NOT c.relispartition
        AND c.oid <> 'audit.seals'::regclass
"""
"""Of what anybody reaches: partitions and seals are nobody's, which guards below hold."""

GUARDS: Mapping[str, str] = {
    "row security is enabled and forced": f"""
        SELECT relname FROM ({TABLES}) AS t WHERE NOT (relrowsecurity AND relforcerowsecurity)
    """,
    "every table has policies": f"""
        SELECT relname FROM ({TABLES}) AS t
        WHERE NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = t.oid AND polpermissive)
    """,
    "every tenant table has a key of clinic and id": f"""
        SELECT relname FROM ({TABLES}) AS t
        WHERE relname NOT IN ('clinics', 'feature_flags', 'audit_logs', 'workers')
            AND NOT EXISTS (
                SELECT FROM pg_index AS i
                WHERE i.indrelid = t.oid AND i.indisunique AND i.indpred IS NULL
                    AND (
                        SELECT array_agg(a.attname::text ORDER BY place)
                        FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS part (number, place)
                        JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = part.number
                    ) = ARRAY['clinic_id', 'id']
            )
    """,
    # The worker sees webhook events of every clinic, and finds out there whose they are, and itself; the search
    # function sees every patient, and says itself whom it shows; what nobody did is recorded too; keys are
    # wrapped, and needed before anybody is signed in.
    "every policy asks who is asking": f"""
        SELECT format('%s.%s', t.relname, p.polname)
        FROM pg_policy AS p
        JOIN ({TABLES}) AS t ON t.oid = p.polrelid
        CROSS JOIN LATERAL (
            VALUES (pg_get_expr(p.polqual, p.polrelid)), (pg_get_expr(p.polwithcheck, p.polrelid))
        ) AS clause (expression)
        CROSS JOIN unnest(p.polroles) AS acting (role_oid)
        WHERE p.polpermissive
            AND expression !~ '\\( SELECT (tenancy|clinic)\\.current_[a-z_]+\\('
            AND NOT EXISTS (
                SELECT
                FROM pg_policy AS fence
                WHERE fence.polrelid = p.polrelid AND NOT fence.polpermissive
                    AND fence.polname = 'same_clinic' AND fence.polcmd = '*'
                    AND acting.role_oid = ANY (fence.polroles)
                    AND pg_get_expr(fence.polqual, fence.polrelid)
                        ~ '^\\(clinic_id = \\( SELECT tenancy\\.current_clinic_id\\(\\)'
                    AND fence.polwithcheck IS NULL
            )
            AND (t.relname, acting.role_oid) NOT IN (
                ('webhook_events', to_regrole('clinic_worker')),
                ('workers', to_regrole('clinic_worker')),
                ('patients', to_regrole('clinic_search')),
                ('audit_logs', to_regrole('clinic_audit')),
                ('data_keys', to_regrole('clinic_definer'))
            )
    """,
    "a function that runs as its owner pins its search_path": f"""
        SELECT oid::regprocedure::text FROM pg_proc
        WHERE prosecdef AND pronamespace::regnamespace::text IN {SCHEMAS}
            AND NOT coalesce('search_path=""' = ANY (proconfig), false)
    """,
    "a function that people call runs as a role that policies hold": f"""
        SELECT p.oid::regprocedure::text
        FROM pg_proc AS p
        JOIN pg_roles AS owner ON owner.oid = p.proowner
        CROSS JOIN LATERAL aclexplode(p.proacl) AS granted
        WHERE p.prosecdef AND p.pronamespace::regnamespace::text IN {SCHEMAS}
            AND (owner.rolbypassrls OR owner.rolsuper)
            AND granted.grantee::regrole::text IN {RUN_TIME}
            AND granted.grantee <> to_regrole('clinic_app')
    """,
    "nobody enters a definer's role": f"""
        SELECT rolname FROM pg_roles WHERE rolname IN {DEFINERS} AND rolcanlogin
        UNION ALL
        SELECT m.member::regrole::text
        FROM pg_auth_members AS m
        JOIN pg_roles AS member ON member.oid = m.member
        WHERE m.roleid::regrole::text IN {DEFINERS}
            AND NOT (member.rolsuper OR member.rolbypassrls)
    """,
    "a view asks with the rights of its reader": f"""
        SELECT relname FROM pg_class
        WHERE relkind = 'v' AND relnamespace::regnamespace::text IN {SCHEMAS}
            AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)
    """,
    "no run-time role reads a materialised view": f"""
        SELECT format('%s by %s', c.relname, r.rolname)
        FROM pg_class AS c CROSS JOIN pg_roles AS r
        WHERE c.relkind = 'm' AND c.relnamespace::regnamespace::text IN {SCHEMAS}
            AND r.rolname IN {RUN_TIME}
            AND has_any_column_privilege(r.oid, c.oid, 'SELECT')
    """,
    "a partition is reached through its table alone": f"""
        SELECT format('%s by %s', c.relname, r.rolname)
        FROM pg_class AS c CROSS JOIN pg_roles AS r
        WHERE c.relispartition AND r.rolname IN {RUN_TIME}
            AND (
                has_any_column_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
                OR has_table_privilege(r.oid, c.oid, 'DELETE, TRUNCATE, TRIGGER')
            )
    """,
    "what keeps the audit log is nobody's": f"""
        SELECT format('%s by %s', c.relname, r.rolname)
        FROM pg_class AS c CROSS JOIN pg_roles AS r
        WHERE c.relkind IN ('r', 'p', 'S')
            AND c.relnamespace IN ('audit'::regnamespace, 'archive'::regnamespace)
            AND (r.rolname IN {RUN_TIME} OR r.rolname IN {DEFINERS})
            AND c.oid NOT IN ('audit.audit_logs'::regclass, 'audit.decisions'::regclass)
            AND CASE c.relkind
                WHEN 'S' THEN has_sequence_privilege(r.oid, c.oid, 'USAGE, SELECT, UPDATE')
                ELSE has_any_column_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
                    OR has_table_privilege(r.oid, c.oid, 'DELETE, TRUNCATE, TRIGGER')
            END
        UNION ALL
        SELECT format('%s by %s', c.relname, r.rolname)
        FROM pg_class AS c CROSS JOIN pg_roles AS r
        WHERE c.oid IN ('audit.audit_logs'::regclass, 'audit.decisions'::regclass)
            AND (r.rolname IN {RUN_TIME} OR r.rolname IN {DEFINERS})
            AND (
                has_any_column_privilege(r.oid, c.oid, 'UPDATE, REFERENCES')
                OR has_table_privilege(r.oid, c.oid, 'DELETE, TRUNCATE, TRIGGER')
                OR has_any_column_privilege(r.oid, c.oid, 'INSERT')
                    AND (c.relname, r.rolname) <> ('audit_logs', 'clinic_audit')
                OR has_any_column_privilege(r.oid, c.oid, 'SELECT')
                    AND (c.relname, r.rolname) NOT IN (
                        ('audit_logs', 'clinic_admin'),
                        ('audit_logs', 'clinic_superadmin'),
                        ('decisions', 'clinic_audit')
                    )
            )
    """,
    "a run-time role has no power of its own": f"""
        SELECT rolname FROM pg_roles
        WHERE (rolname IN {RUN_TIME} OR rolname IN {DEFINERS})
            AND (rolinherit OR rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb
                OR rolreplication)
    """,
    "a run-time role owns nothing": f"""
        SELECT r.rolname
        FROM pg_roles AS r
        JOIN pg_shdepend AS d
            ON d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid AND d.deptype = 'o'
        WHERE r.rolname IN {RUN_TIME}
    """,
    "a run-time role is a member of none but people's roles, and inherits nothing": f"""
        SELECT format('%s of %s', m.member::regrole, m.roleid::regrole)
        FROM pg_auth_members AS m
        WHERE m.member::regrole::text IN {RUN_TIME}
            AND (
                m.roleid::regrole::text NOT IN {RUN_TIME}
                OR m.admin_option
                OR to_jsonb(m) ->> 'inherit_option' = 'true'
            )
    """,
    "a run-time role creates nothing": f"""
        SELECT format('%s in %s', r.rolname, n.nspname)
        FROM pg_roles AS r CROSS JOIN pg_namespace AS n
        WHERE (r.rolname IN {RUN_TIME} OR r.rolname IN {DEFINERS})
            AND has_schema_privilege(r.oid, n.oid, 'CREATE')
        UNION ALL
        SELECT format('%s in the database', r.rolname)
        FROM pg_roles AS r
        WHERE r.rolname IN {RUN_TIME}
            AND has_database_privilege(r.oid, current_database(), 'CREATE, TEMPORARY')
    """,
    "no function is for PUBLIC": f"""
        SELECT p.oid::regprocedure::text
        FROM pg_proc AS p
        CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS granted
        WHERE granted.grantee = 0
            AND (
                p.pronamespace::regnamespace::text IN {SCHEMAS}
                OR p.proname = 'update_updated_at_column'
            )
    """,
    "no table or column is for PUBLIC": f"""
        SELECT c.oid::regclass::text
        FROM pg_class AS c
        CROSS JOIN LATERAL aclexplode(c.relacl) AS granted
        WHERE c.relnamespace::regnamespace::text IN {SCHEMAS} AND granted.grantee = 0
        UNION ALL
        SELECT format('%s.%s', a.attrelid::regclass, a.attname)
        FROM pg_attribute AS a
        JOIN pg_class AS c ON c.oid = a.attrelid
        CROSS JOIN LATERAL aclexplode(a.attacl) AS granted
        WHERE c.relnamespace::regnamespace::text IN {SCHEMAS} AND granted.grantee = 0
    """,
    "no schema is PUBLIC's to create in": """
        SELECT n.nspname
        FROM pg_namespace AS n
        CROSS JOIN LATERAL aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) AS granted
        WHERE granted.grantee = 0 AND granted.privilege_type = 'CREATE'
    """,
    "no table is truncated, referenced or given triggers by a run-time role": f"""
        SELECT format('%s by %s', c.oid::regclass, r.rolname)
        FROM pg_class AS c CROSS JOIN pg_roles AS r
        WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text IN {SCHEMAS}
            AND r.rolname IN {RUN_TIME}
            AND has_table_privilege(r.oid, c.oid, 'TRUNCATE, REFERENCES, TRIGGER')
    """,
    "the planner knows nothing of what people are": f"""
        SELECT format('%s.%s', c.relname, a.attname)
        FROM pg_attribute AS a
        JOIN pg_class AS c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'clinic'::regnamespace AND c.relname IN {OF_PEOPLE}
            AND a.attnum > 0 AND NOT a.attisdropped
            AND a.atttypid::regtype::text IN ('text', 'character varying', 'citext', 'public.citext', 'jsonb')
            AND a.attname NOT IN {OF_NOBODY}
            AND coalesce(a.attstattarget, -1) <> 0
    """,
    "the bare login reads no table": f"""
        SELECT format('%s by %s', c.oid::regclass, r.rolname)
        FROM pg_class AS c CROSS JOIN pg_roles AS r
        WHERE c.relkind IN ('r', 'p', 'v', 'm') AND r.rolname IN ('clinic_app', 'clinic_worker_app')
            AND c.relnamespace::regnamespace::text IN {SCHEMAS}
            AND has_any_column_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
    """,
}
