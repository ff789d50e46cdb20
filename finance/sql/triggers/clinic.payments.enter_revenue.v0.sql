DROP TRIGGER IF EXISTS enter_revenue_deleted ON clinic.payments;
DROP TRIGGER IF EXISTS enter_revenue_changed ON clinic.payments;
DROP TRIGGER IF EXISTS enter_revenue_made ON clinic.payments;
