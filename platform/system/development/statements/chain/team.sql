-- Who signs in, what the clinic has set for itself, and those who work there.

INSERT INTO clinic.users (
    id, clinic_id, email, full_name, role, phone, is_verified, notification_preferences, password_hash
)
SELECT
    person.id,
    site.id,
    person.email,
    person.full_name,
    person.role::clinic.user_role,
    pg_temp.mobile(person.dice),
    true,
    '{"email": true, "in_app": true}',
    site.password
FROM pg_temp.site
CROSS JOIN (
    SELECT login.id, login.email, login.full_name, login.role, login.dice
    FROM pg_temp.login
    UNION ALL
    SELECT doctor.user_id, doctor.login, doctor.full_name, 'doctor', doctor.dice
    FROM pg_temp.doctor
    WHERE doctor.login IS NOT NULL
    UNION ALL
    SELECT person.user_id, person.email, person.full_name, 'patient', person.dice
    FROM pg_temp.person
    WHERE person.user_id IS NOT NULL
) AS person;

INSERT INTO clinic.system_settings (id, clinic_id, category, key, value, description, is_public, updated_by)
SELECT
    pg_temp.person_key('setting/' || setting.key, site.dice),
    site.id,
    setting.category,
    setting.key,
    setting.value,
    setting.description,
    true,
    admin.id
FROM pg_temp.site
JOIN pg_temp.login AS admin ON admin.role = 'admin'
CROSS JOIN LATERAL (
    VALUES
        ('appointment', 'default_duration_minutes', to_jsonb(15), 'Length of an appointment, in minutes'),
        ('appointment', 'max_advance_booking_days', to_jsonb(14), 'How many days ahead can be booked'),
        ('queue', 'number_prefix', to_jsonb('A'::text), 'What queue numbers start with'),
        ('billing', 'receipt_footer', to_jsonb('Thank you for visiting ' || site.name || '.'), 'On receipts')
) AS setting (category, key, value, description);

INSERT INTO clinic.staff (
    id, clinic_id, user_id, employee_id, full_name, department, position, reporting_to, accessible_modules,
    employment_type, start_date
)
SELECT
    pg_temp.person_key('staff/' || post.number, site.dice),
    site.id,
    login.id,
    'S' || lpad(post.number::text, 3, '0'),
    login.full_name,
    post.department,
    post.position,
    CASE WHEN post.number > 1 THEN pg_temp.person_key('staff/1', site.dice) END,
    '["patients", "appointments", "queue"]',
    'full_time',
    site.first_day - pg_temp.throw(login.dice, 'start', 200, 2500)
FROM pg_temp.site
CROSS JOIN (
    VALUES
        (1, 'admin', 'Management', 'Clinic manager'),
        (2, 'nurse', 'Nursing', 'Senior staff nurse'),
        (3, 'staff', 'Front desk', 'Receptionist')
) AS post (number, role, department, position)
JOIN pg_temp.login USING (role)
ORDER BY post.number;

INSERT INTO clinic.doctors (
    id, clinic_id, user_id, employee_id, full_name, medical_registration_number, license_expiry,
    specializations, qualifications, languages_spoken, years_of_experience, consultation_fee,
    telemedicine_enabled, telemedicine_fee, working_hours, advance_booking_days, bio, total_consultations,
    average_rating, rating_count
)
SELECT
    doctor.id,
    site.id,
    doctor.user_id,
    'D' || lpad(doctor.number::text, 3, '0'),
    doctor.full_name,
    'M' || lpad(doctor.number::text, 2, '0') || pg_temp.throw(doctor.dice, 'registration', 100, 999)
    || pg_temp.pick(doctor.dice, 'registration letter', '{A,B,C,D,E,F,G,H}'),
    site.first_day + 3650 - pg_temp.throw(doctor.dice, 'license', 0, 300),
    '["Family Medicine"]',
    jsonb_build_array(
        'MBBS (Singapore)', pg_temp.pick(doctor.dice, 'degree', '{GDFM,MMed (Family Medicine),MRCGP}')
    ),
    CASE WHEN doctor.language = 'en' THEN '["English"]'
        ELSE jsonb_build_array('English', words.languages ->> doctor.language)
    END,
    pg_temp.throw(doctor.dice, 'experience', 4, 32),
    doctor.fee,
    doctor.telemedicine,
    CASE WHEN doctor.telemedicine THEN doctor.fee - 5 END,
    hours.by_weekday,
    14,
    'Sees families of three generations. Interested in chronic care and travel medicine.',
    COALESCE(seen.visits, 0),
    pg_temp.throw(doctor.dice, 'rating', 40, 50) / 10.0,
    pg_temp.throw(doctor.dice, 'raters', 12, 90)
FROM pg_temp.site
CROSS JOIN pg_temp.words
CROSS JOIN pg_temp.doctor
JOIN pg_temp.hours ON hours.doctor = doctor.number
LEFT JOIN (SELECT bill.doctor, count(*) AS visits FROM pg_temp.bill GROUP BY 1) AS seen
    ON seen.doctor = doctor.number
ORDER BY doctor.number;
