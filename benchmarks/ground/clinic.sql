INSERT INTO clinic.clinics (
    id, code, name, registration_number, address, postal_code, phone, email
)
VALUES (
    %(id)s, %(code)s, %(code)s, %(code)s, '1 Example Street', '018956', '+65 6123 4567', 'hello@example.com'
)
