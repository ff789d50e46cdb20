-- Wrap a key by another master key, unless somebody has done so meanwhile.
UPDATE clinic.data_keys
SET wrapped_key = %s
WHERE id = %s AND wrapped_key = %s
