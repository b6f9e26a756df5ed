-- The workbook's digest, which stood behind the CSV's with a space between them.
ALTER TABLE payroll_batches ADD COLUMN xlsx_sha256 TEXT NOT NULL DEFAULT ''; -- empty: of a time when it was not signed
UPDATE payroll_batches SET xlsx_sha256 = substr(sha256, 66), sha256 = substr(sha256, 1, 64) WHERE length(sha256) > 64;
