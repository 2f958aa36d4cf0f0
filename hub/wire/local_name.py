"""The name by which a branch's hub is called on its own network."""

HIGHEST_NUMBER = 9
"""So many machines on one network may want the same name."""


def local_name(branch_id: str, number: int = 1) -> str:
    """Return the host name of a branch's hub, as ``galley-<branch>.local``.

    Args:
        branch_id: as in its rooms: letters, digits, ``-`` and ``_``.
        number: 2 and up where other machines have the names before it already.

    Returns:
        the name in lower case, without a dot at its end. Host names know no underscores (RFC 952
        and RFC 1123) and no hyphen at the end of a label.
    """
    label = f"galley-{branch_id}".lower().replace("_", "-").rstrip("-")
    return f"{label}.local" if number == 1 else f"{label}-{number}.local"


def local_names(branch_id: str) -> tuple[str, ...]:
    """List every name that the hub of a branch may come to have, the one it wants first."""
    return tuple(local_name(branch_id, number) for number in range(1, HIGHEST_NUMBER + 1))
