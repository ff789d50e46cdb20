-- Take keys of contents out of use, those of the clinics named or all: each owner's next one is made with these.
UPDATE clinic.data_keys
SET replaced_at = clock_timestamp()
WHERE replaced_at IS NULL
    AND purpose = 'content'
    AND (%s::uuid[] IS NULL OR clinic_id = ANY (%s::uuid[]))
RETURNING clinic_id
