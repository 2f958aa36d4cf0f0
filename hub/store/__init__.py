"""SQLite: the durable truth. The only room that knows aiosqlite."""
