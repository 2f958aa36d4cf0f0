"""What can be wrong with keys and certificates."""


class BadCertificates(Exception):  # noqa: N818 - reads as a sentence where it is caught
    """The files cannot be used. ``problems`` holds one line for every mistake."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
