DROP TABLE mailings;
DROP TABLE letter_plans;
DROP TABLE suppressions;
DROP TABLE contacts;
