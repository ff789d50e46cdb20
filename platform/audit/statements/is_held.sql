-- Whether a chain still holds a seal: by clinic, number and digest.
SELECT EXISTS (
    SELECT
    FROM audit.seals
    WHERE clinic_id IS NOT DISTINCT FROM %s::uuid AND number = %s AND digest = decode(%s, 'hex')
)
