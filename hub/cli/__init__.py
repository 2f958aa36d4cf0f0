"""The commands of ``galley-hub``."""
