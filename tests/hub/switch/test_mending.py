"""What a power cut has left of an upgrade is finished, or taken away."""

from collections.abc import Sequence

from hub.switch.mending import mend


class Dpkg:
    """A package manager that was interrupted.

    Args:
        cured_by: the word in a command that puts it right.
        states: as dpkg-query tells them.
    """

    def __init__(self, cured_by: str, states: str = "") -> None:
        self.cured_by = cured_by
        self.states = states
        self.ran: list[str] = []
        self.ill = True

    def run(self, command: Sequence[str]) -> str:
        if "--audit" in command:
            return "The following packages are in a mess\n" if self.ill else ""
        if "--show" in command:
            return self.states
        self.ran.append(" ".join(command))
        if self.cured_by in command:
            self.ill = False
        return ""

    def mend(self) -> bool:
        return mend(self.run, lambda _: None)


def test_nothing_is_done_where_nothing_was_interrupted() -> None:
    dpkg = Dpkg("")
    dpkg.ill = False

    assert dpkg.mend()
    assert dpkg.ran == []


def test_packages_that_are_only_to_be_configured_are() -> None:
    dpkg = Dpkg("--configure")

    assert dpkg.mend()
    assert dpkg.ran == ["dpkg --configure --pending"]


def test_half_of_a_package_is_fetched_again() -> None:
    dpkg = Dpkg("--fix-broken")

    assert dpkg.mend()
    assert dpkg.ran[-1].endswith("--fix-broken install")


def test_half_of_a_package_that_cannot_be_had_is_taken_away_and_nobody_else_s() -> None:
    states = (
        "ii  galley-0.1.0\niHR galley-0.2.0\niHR galley-hub\niHR cups\nun \nii  galley-common\n"
    )
    dpkg = Dpkg("galley-0.2.0", states)

    assert dpkg.mend()

    assert dpkg.ran[2:] == [
        "dpkg --remove --force-remove-reinstreq galley-hub",
        "dpkg --remove --force-remove-reinstreq galley-0.2.0",
    ]


def test_what_stays_broken_is_said() -> None:
    assert not Dpkg("nothing helps").mend()
