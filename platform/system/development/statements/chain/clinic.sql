-- The clinic itself.
INSERT INTO clinic.clinics (
    id, code, name, branch_name, registration_number, address, postal_code, phone, email, website, timezone,
    operating_hours, services, facilities, latitude, longitude, settings, subscription_tier
)
SELECT
    site.id,
    site.code,
    site.name,
    site.branch,
    site.registration,
    site.address,
    site.postal_code,
    site.phone,
    'hello@' || site.domain,
    'https://www.' || site.domain,
    site.timezone,
    hours.by_weekday,
    '["General practice", "Chronic care", "Vaccination", "Health screening"]',
    '["Pharmacy", "Treatment room", "Wheelchair access"]',
    site.latitude,
    site.longitude,
    '{"chas_accredited": true, "queue_prefix": "A"}',
    site.tier
FROM pg_temp.site
JOIN pg_temp.hours ON hours.doctor IS NULL;
