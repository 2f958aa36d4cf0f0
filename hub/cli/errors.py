"""How a command says that it could not be done."""


class CommandFailed(Exception):  # noqa: N818 - reads as a sentence where it is caught
    """It could not be done. The text is for whoever typed the command."""
