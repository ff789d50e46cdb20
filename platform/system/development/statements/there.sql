-- Answer the codes of those given that a clinic has.
SELECT code
FROM clinic.clinics
WHERE code = ANY (%s)
