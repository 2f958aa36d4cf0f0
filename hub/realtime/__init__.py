"""Channels: who is in which room, and getting each event to all of them without waiting."""
