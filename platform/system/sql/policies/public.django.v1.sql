-- Django's own tables, in public. Sessions are the bare login's, outside every person's role.
GRANT SELECT, INSERT, UPDATE, DELETE ON public.django_session TO clinic_app;

-- Whether migrations are missing is asked by every runserver.
GRANT SELECT ON public.django_migrations TO clinic_app;

-- The admin reads content types, and the history that it never writes; deleting a user looks there.
GRANT SELECT ON public.django_content_type TO
    clinic_app, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin,
    clinic_superadmin;

GRANT SELECT, DELETE ON public.django_admin_log TO
    clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;
