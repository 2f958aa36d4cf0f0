"""What a screen knows, and how that changes. Pure: messages in, a new state and effects out.

Nothing in here draws, waits, or reads a clock. Times are the screen's own monotonic milliseconds,
which come in with every message; the hub's time is kept as a difference to them, so that a clock
that jumps on either side changes nothing on the glass.
"""
