DROP INDEX interviews_places;
ALTER TABLE interviews DROP COLUMN source;
CREATE INDEX interviews_places ON interviews (wave_id) WHERE holds_places;
