DROP FUNCTION IF EXISTS clinic.login_by_email(text, text);
