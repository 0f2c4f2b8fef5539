-- Panel and kiosk interviews become open ones.
UPDATE interviews SET mode = 'open' WHERE mode IN ('panel', 'kiosk');
ALTER TABLE interviews DROP CONSTRAINT interviews_mode_check;
ALTER TABLE interviews ADD CONSTRAINT interviews_mode_check
    CHECK (mode IN ('open', 'invitation', 'whole', 'cati', 'simulation'));
DROP TABLE calls;
DROP TABLE notices;
DROP TABLE panel_entries;
