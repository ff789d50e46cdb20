DROP FUNCTION IF EXISTS clinic.are_attachments(jsonb);
