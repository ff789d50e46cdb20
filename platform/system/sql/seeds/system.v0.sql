-- Take the platform's own rows away; what clinics set for themselves stays.
DELETE FROM clinic.system_settings
WHERE clinic_id IS NULL
    AND (category, key) IN (
        ('appointment', 'default_duration_minutes'),
        ('appointment', 'max_advance_booking_days'),
        ('appointment', 'reminder_hours_before'),
        ('payment', 'gst_rate'),
        ('payment', 'currency'),
        ('notification', 'sms_provider'),
        ('notification', 'email_provider'),
        ('telemedicine', 'video_provider')
    );

DELETE FROM clinic.feature_flags
WHERE name IN (
    'telemedicine', 'online_payments', 'whatsapp_notifications', 'e_prescriptions',
    'ai_diagnosis_suggestions', 'patient_document_upload'
);
