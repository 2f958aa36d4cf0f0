"""galley-host: the few things that a page may have done to the machine itself, by root."""
