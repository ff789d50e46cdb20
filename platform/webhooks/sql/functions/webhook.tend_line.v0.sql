DROP FUNCTION IF EXISTS webhook.tend_line(text);
