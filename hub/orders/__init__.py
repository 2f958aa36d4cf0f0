"""Orders: the use cases, the memory image, what a kitchen looks at."""
