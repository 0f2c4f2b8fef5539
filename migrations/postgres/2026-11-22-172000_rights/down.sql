DROP INDEX interviews_receipt;
DROP TABLE purges;
DROP TABLE field_notes;
DROP TABLE withdrawals;
DROP TABLE exclusions;
DROP TABLE consents;
DROP TABLE paradata;
