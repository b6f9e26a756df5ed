-- The first values of a list's columns, as the console shows them beside the choice of columns; absent: none.

ALTER TABLE imports ADD COLUMN samples BLOB; -- sensitive
