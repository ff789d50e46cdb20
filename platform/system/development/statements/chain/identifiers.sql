-- Take in the identifiers.
COPY pg_temp.identifier (number, nric, nric_hash, chas_card_number, insurance_policy_number)
FROM STDIN
