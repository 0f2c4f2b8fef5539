ALTER TABLE outbox DROP COLUMN unsubscribe;
DROP TABLE announcements;
DROP TABLE subscriptions;
DROP TABLE downloads;
DROP TABLE api_keys;
