SELECT id, args FROM procrastinate_fetch_job_v2(NULL, :client_id + 1) \gset
SELECT procrastinate_finish_job_v1(:id, 'succeeded', false);
