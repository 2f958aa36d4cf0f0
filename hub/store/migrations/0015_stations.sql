-- Which stations a device showed when it last said so. A screen of 0.1.0 that polls does not say it.

ALTER TABLE seen ADD COLUMN stations TEXT;  -- a JSON list, null in it for the whole kitchen
