"""The menu: the use cases, and reading and writing the whole of it."""
