-- Telephone interviews become open ones.
ALTER TABLE interviews DROP COLUMN end_page;
UPDATE interviews SET mode = 'open' WHERE mode = 'cati';
ALTER TABLE interviews DROP CONSTRAINT interviews_mode_check;
ALTER TABLE interviews ADD CONSTRAINT interviews_mode_check CHECK (mode IN ('open', 'invitation', 'whole', 'simulation'));
DROP TABLE arms;
DROP TABLE nomenclatures;
DROP TABLE wave_versions;
ALTER TABLE waves DROP COLUMN questionnaire_version;
