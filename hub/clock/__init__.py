"""The clocks: the machine's, and the hub's own time, which does not jump."""
