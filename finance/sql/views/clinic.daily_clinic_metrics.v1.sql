-- A clinic's figures, a line for each of its days: of appointments, by the clinic's calendar, and of what was taken,
-- by the date of the bill. Days on which nothing is left to count have no line.
-- Security: asks with the rights of its reader, under the policies of the entries that it adds up.
CREATE OR REPLACE VIEW clinic.daily_clinic_metrics
WITH (security_invoker = true)
AS
SELECT
    clinic_id,
    day AS appointment_date,
    sum(appointments)::integer AS total_appointments,
    sum(completed)::integer AS completed_appointments,
    sum(no_shows)::integer AS no_show_count,
    round(extract(epoch FROM sum(waited)) / 60 / nullif(sum(waits), 0), 1) AS avg_wait_time_minutes,
    sum(revenue) AS total_revenue
FROM clinic.metric_entries
GROUP BY clinic_id, day
HAVING sum(appointments) <> 0 OR sum(revenue) <> 0;

REVOKE ALL ON clinic.daily_clinic_metrics FROM
    PUBLIC, clinic_patient, clinic_doctor, clinic_nurse, clinic_staff, clinic_admin, clinic_superadmin,
    clinic_worker;
GRANT SELECT ON clinic.daily_clinic_metrics TO clinic_admin, clinic_superadmin;

COMMENT ON VIEW clinic.daily_clinic_metrics IS
    'A clinic''s figures by its own days: appointments, absences, waiting times, and what was taken.';
