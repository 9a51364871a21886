-- Counts what people changed about a server, so that a worker tells a stop of before the change from one of after it.
ALTER TABLE server ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
