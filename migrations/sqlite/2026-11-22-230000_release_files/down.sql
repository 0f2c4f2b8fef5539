DROP TABLE release_corrections;
DROP TABLE release_files;
