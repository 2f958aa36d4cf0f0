"""Keys and certificates: the hub's own authority, what it shows, and what the owner brings."""
