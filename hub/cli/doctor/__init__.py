"""``galley-hub doctor``: the whole branch, looked at from the hub's machine."""
