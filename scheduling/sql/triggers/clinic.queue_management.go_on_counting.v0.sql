DROP TRIGGER IF EXISTS go_on_counting ON clinic.queue_management;
