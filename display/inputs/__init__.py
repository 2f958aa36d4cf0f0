"""What a cook drives the board with: keys, buttons, touch; all of it ends as a ``Press``."""
