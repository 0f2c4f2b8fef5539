-- Back to an empty database, last table first.
DROP TABLE audit;
DROP TABLE outbox;
DROP TABLE release_readings;
DROP TABLE early_readers;
DROP TABLE releases;
DROP TABLE weightings;
DROP TABLE sealed_sets;
DROP TABLE invitations;
DROP TABLE quota_refusals;
DROP TABLE interviews;
DROP TABLE quota_cells;
DROP TABLE waves;
DROP TABLE questionnaire_versions;
DROP TABLE console_sessions;
DROP TABLE refresh_tokens;
DROP TABLE accounts;
DROP TABLE service_facts;
