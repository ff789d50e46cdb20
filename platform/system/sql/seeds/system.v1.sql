-- What every environment needs: feature flags, and the settings that hold where no clinic has its own.
-- Safe to run at any time: a row that is there already stays as a clinic or an operator made it.
INSERT INTO clinic.feature_flags (name, description, is_enabled, rollout_percentage)
VALUES
    ('telemedicine', 'Video consultations', true, 100),
    ('online_payments', 'Patients pay on line', true, 100),
    ('whatsapp_notifications', 'Notifications over WhatsApp', true, 100),
    ('e_prescriptions', 'Prescriptions sent to pharmacies', true, 100),
    ('ai_diagnosis_suggestions', 'Suggestions for diagnoses, made by a model', false, 0),
    ('patient_document_upload', 'Patients send documents themselves', false, 0)
ON CONFLICT (name) DO NOTHING;

INSERT INTO clinic.system_settings (clinic_id, category, key, value, description, is_public)
VALUES
    (NULL, 'appointment', 'default_duration_minutes', '15', 'Length of an appointment, in minutes', true),
    (NULL, 'appointment', 'max_advance_booking_days', '90', 'How many days ahead can be booked', true),
    (NULL, 'appointment', 'reminder_hours_before', '24', 'When a reminder is sent, in hours before', true),
    (NULL, 'payment', 'gst_rate', '0.09', 'Goods and services tax, as a fraction', true),
    (NULL, 'payment', 'currency', '"SGD"', 'ISO 4217 code of the currency', true),
    (NULL, 'notification', 'sms_provider', '"twilio"', 'Who sends text messages', false),
    (NULL, 'notification', 'email_provider', '"resend"', 'Who sends e-mail', false),
    (NULL, 'telemedicine', 'video_provider', '"daily_co"', 'Who carries video consultations', false),
    (NULL, 'audit', 'retention_months', '24', 'Months that entries stay in the live log', false)
ON CONFLICT (clinic_id, category, key) DO NOTHING;
