-- How often each body was changed. A change that was worked out from an older state is noticed by it.

ALTER TABLE plans ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reviews ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
