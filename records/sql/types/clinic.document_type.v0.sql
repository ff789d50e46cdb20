DROP TYPE IF EXISTS clinic.document_type;
