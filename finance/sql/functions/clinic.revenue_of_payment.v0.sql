DROP FUNCTION IF EXISTS clinic.revenue_of_payment(clinic.payments);
