REVOKE ALL ON public.django_session, public.django_migrations, public.django_content_type
FROM clinic_app;

REVOKE ALL ON public.django_content_type, public.django_admin_log FROM
    clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin;
