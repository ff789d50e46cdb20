-- What in the sealed log does not agree with its seals, with the code of the clinic.
SELECT coalesce('clinic ' || coalesce(clinic.code, fault.clinic_id::text), 'the platform'), number, entry_id, fault
FROM audit.faults() WITH ORDINALITY AS fault (clinic_id, number, entry_id, fault, place)
LEFT JOIN clinic.clinics AS clinic ON clinic.id = fault.clinic_id
ORDER BY place
