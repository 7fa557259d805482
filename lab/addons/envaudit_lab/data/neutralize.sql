-- Every kind of statement that a neutralisation is made of, on tables of this module and on parameters.

-- What must be gone: by another table, by what Odoo keeps under XML ids, by a list, and altogether.
DELETE FROM envaudit_lab_device USING envaudit_lab_link l WHERE l.id = link_id AND l.port = 443;
DELETE FROM envaudit_lab_device
 WHERE id IN (SELECT res_id FROM ir_model_data WHERE module = 'envaudit_lab' AND name = 'live_device');
DELETE FROM ir_config_parameter WHERE key IN ('envaudit_lab.client_id', 'envaudit_lab.client_key');
TRUNCATE envaudit_lab_push RESTART IDENTITY CASCADE;

-- By a named query, and by a joined table.
WITH linked AS (SELECT id FROM envaudit_lab_link WHERE port IS NOT NULL)
UPDATE envaudit_lab_device SET last_seen = NULL WHERE link_id IN (SELECT id FROM linked);
UPDATE envaudit_lab_link SET settings = NULL
  FROM res_company c
 WHERE c.id = envaudit_lab_link.company_id AND c.name IS NOT NULL;

-- A value by a condition, and one that a later statement sets again.
UPDATE envaudit_lab_link AS l
   SET environment = CASE WHEN l.environment = 'live' THEN 'test' ELSE l.environment END,
       token = regexp_replace(token, '(\+.*)?$', '+disabled')
 WHERE token IS NOT NULL;
UPDATE envaudit_lab_link SET token = NULL WHERE port = 443;

-- No link is active but the one that takes their place and leads nowhere.
UPDATE envaudit_lab_link SET active = 'f';
INSERT INTO envaudit_lab_link (name, url, environment, active, port)
    VALUES ('neutralised', 'https://link.invalid', 'test', true, 1025);

-- What must be there.
INSERT INTO ir_config_parameter (key, value) VALUES ('envaudit_lab.mode', 'test')
    ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value;
INSERT INTO ir_config_parameter (key, value) VALUES ('envaudit_lab.is_neutralised', true)
    ON CONFLICT (key) DO NOTHING;
