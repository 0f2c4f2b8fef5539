-- Whom the places held without finishing are counted by. Twin of migrations/sqlite.

-- A mark of 24 bits, made from the address under a key that is not here: too short to lead back to one. There while places are
-- held, and no longer.
ALTER TABLE interviews ADD COLUMN source INTEGER CHECK (source IS NULL OR (holds_places AND source BETWEEN 0 AND 16777215));
DROP INDEX interviews_places;
CREATE INDEX interviews_places ON interviews (wave_id, source) WHERE holds_places;
