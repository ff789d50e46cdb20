DROP TYPE IF EXISTS clinic.chas_card_type;
