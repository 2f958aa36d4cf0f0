"""``galley-hub people``: against a running hub."""

from tests.support.in_process import HubHere, galley


def _people(hub: HubHere, *arguments: str, typed: str = "") -> str:
    done = galley("people", *arguments, "--data", hub.data, typed=typed)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_people_are_added_changed_given_a_pin_and_removed(hub_here: HubHere) -> None:
    assert "Added Ada" in _people(hub_here, "add", "Ada", "--role", "waiter")
    assert _people(hub_here, "change", "Ada", "--role", "cashier") == "Ada is cashier now.\n"
    assert _people(hub_here, "pin", "Ada", typed="4815\n") == "Ada has a new PIN now.\n"

    [_, row] = _people(hub_here).splitlines()
    async with hub_here.client() as client:
        person = row.split()[0]
        right = await client.post(f"/api/people/{person}/verify", json={"pin": "4815"})
    assert row.split()[1:] == ["Ada", "cashier", "yes"]
    assert right[0] == 200

    assert _people(hub_here, "pin", "Ada", "--none") == "Ada has no PIN now.\n"
    assert "Removed Ada" in _people(hub_here, "remove", person)
    assert len(_people(hub_here, "list").splitlines()) == 1


def test_what_is_no_pin_is_refused_in_words(hub_here: HubHere) -> None:
    _people(hub_here, "add", "Ada", "--role", "waiter")

    done = galley("people", "pin", "Ada", "--data", hub_here.data, typed="12\n")

    assert done.returncode == 1
    assert "4 to 8 digits" in done.stderr


def test_who_is_not_there_is_said(hub_here: HubHere) -> None:
    done = galley("people", "remove", "Nobody", "--data", hub_here.data)

    assert done.returncode == 1
    assert "There is no person 'Nobody'; see galley-hub people list." in done.stderr
