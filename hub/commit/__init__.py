"""One stream of changes: the writer, the event log, idempotency. All else stands on it."""
