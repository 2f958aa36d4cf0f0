"""Who stands at a device that several share: proved by a PIN, for as long as they use it."""

import asyncio

import pytest

from hub.access.people import IDLE, PeopleService
from hub.domain.errors import Code, Refusal
from hub.domain.permissions import Permission, Principal, Role
from hub.wire.people import PROOF_HEADER, EditPerson, NewPerson, PersonRole
from tests.support.branch import (
    MANAGER,
    WAITER,
    Bench,
    answer_in,
    asks,
    files_in,
    payload,
    refusal,
)

_PIN = "48151623"


class _Watch:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> _Watch:
    return _Watch()


@pytest.fixture
def people(bench: Bench, watch: _Watch) -> PeopleService:
    return PeopleService(bench.branch._store, bench.branch.writer, watch)


async def _add(people: PeopleService, name: str = "Ada", role: str = "waiter") -> str:
    new = NewPerson(name=name, role=PersonRole(role))
    return (await people.add(asks(), new)).value.id


async def _with_pin(people: PeopleService, pin: str = _PIN) -> str:
    ada = await _add(people)
    await people.set_pin(asks(), ada, pin)
    return ada


async def test_people_are_listed_by_name_without_their_pins(people: PeopleService) -> None:
    await _add(people, "Zoë", "cashier")
    ada = await _with_pin(people)

    shown = people.view()

    assert [(each.name, each.role, each.has_pin) for each in shown] == [
        ("Ada", "waiter", True),
        ("Zoë", "cashier", False),
    ]
    assert shown[0].id == ada


async def test_they_are_there_after_the_branch_was_opened_again(bench: Bench) -> None:
    ada = await _with_pin(bench.branch.people)
    before = bench.branch.people.view()

    await bench.reopen()

    assert bench.branch.people.view() == before
    assert (await bench.branch.people.verify(WAITER, ada, _PIN)).person == before[0]


async def test_whoever_knows_the_pin_stands_at_the_device(people: PeopleService) -> None:
    ada = await _with_pin(people)

    verified = await people.verify(WAITER, ada, _PIN)

    who = people.identify(WAITER, verified.proof)
    assert (who.id, who.person, who.actor) == (WAITER.id, ada, f"{WAITER.id}/{ada}")
    assert (verified.person.name, verified.idle_seconds) == ("Ada", IDLE)


async def test_a_proof_is_good_at_its_device_only(people: PeopleService) -> None:
    ada = await _with_pin(people)
    verified = await people.verify(WAITER, ada, _PIN)

    for who, proof in ((MANAGER, verified.proof), (WAITER, verified.proof[:-1] + "-")):
        with pytest.raises(Refusal, match="proves nothing") as caught:
            people.identify(who, proof)
        assert (caught.value.code, list(caught.value.details)) == (Code.FORBIDDEN, [PROOF_HEADER])


async def test_a_proof_that_nobody_uses_ends_and_one_in_use_goes_on(
    people: PeopleService, watch: _Watch
) -> None:
    ada = await _with_pin(people)
    proof = (await people.verify(WAITER, ada, _PIN)).proof

    for _ in range(3):
        watch.now += IDLE
        assert people.identify(WAITER, proof).person == ada
    watch.now += IDLE + 1
    with pytest.raises(Refusal, match="proves nothing"):
        people.identify(WAITER, proof)


async def test_the_next_person_takes_the_place_of_the_one_before(people: PeopleService) -> None:
    ada, bob = await _with_pin(people), await _add(people, "Bob")
    proof = (await people.verify(WAITER, ada, _PIN)).proof
    await people.verify(WAITER, bob, None)

    with pytest.raises(Refusal, match="proves nothing"):
        people.identify(WAITER, proof)


async def test_who_is_changed_or_removed_stands_nowhere(people: PeopleService) -> None:
    for change in (
        lambda one: people.edit(asks(), one, EditPerson(name="Ada L.")),
        lambda one: people.set_pin(asks(), one, "1234"),
        lambda one: people.remove(asks(), one),
    ):
        ada = await _with_pin(people)
        proof = (await people.verify(WAITER, ada, _PIN)).proof
        await change(ada)
        with pytest.raises(Refusal, match="proves nothing"):
            people.identify(WAITER, proof)
        if people.view():
            await people.remove(asks(), ada)


async def test_each_wrong_pin_makes_the_next_attempt_wait_longer(
    people: PeopleService, watch: _Watch
) -> None:
    ada = await _with_pin(people)
    waits = []
    for _ in range(8):
        wrong = await refusal(people.verify(WAITER, ada, "0000"))
        assert (wrong.code, list(wrong.details)) == (Code.FORBIDDEN, ["pin"])
        early = await refusal(people.verify(MANAGER, ada, _PIN))
        assert early.code is Code.RATE_LIMITED
        assert early.retry_after == wrong.retry_after
        waits.append(wrong.retry_after)
        watch.now += wrong.retry_after or 0

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (await people.verify(WAITER, ada, _PIN)).proof
    assert (await refusal(people.verify(WAITER, ada, "0000"))).retry_after == 1


async def test_attempts_beside_each_other_are_no_way_round(people: PeopleService) -> None:
    ada = await _with_pin(people)

    guesses = [people.verify(WAITER, ada, f"{guess:04}") for guess in range(5)]
    codes = [(await refusal(each)).code for each in guesses]

    assert codes == [Code.FORBIDDEN, *[Code.RATE_LIMITED] * 4]


async def test_a_pin_that_is_needed_is_asked_for(people: PeopleService) -> None:
    ada = await _with_pin(people)

    missing = await refusal(people.verify(WAITER, ada, None))

    assert (missing.code, list(missing.details)) == (Code.BAD_REQUEST, ["pin"])
    assert (await people.verify(WAITER, ada, _PIN)).proof


async def test_nobody_waits_while_a_pin_is_looked_at(people: PeopleService) -> None:
    ada = await _with_pin(people)
    looking = asyncio.create_task(people.verify(WAITER, ada, _PIN))
    steps = 0
    while not looking.done():
        await asyncio.sleep(0)
        steps += 1

    # On the loop it would have been one step.
    assert steps > 5


async def test_two_people_of_one_name_cannot_be_told_apart(people: PeopleService) -> None:
    ada, bob = await _add(people), await _add(people, "Bob")

    for running in (
        _add(people, "ADA"),
        people.edit(asks(), bob, EditPerson(name="ada")),
    ):
        assert (await refusal(running)).code is Code.CONFLICT
    assert (await people.edit(asks(), ada, EditPerson(name="Ada"))).value.name == "Ada"


async def test_a_person_may_no_more_than_their_role_and_the_device_both(
    people: PeopleService,
) -> None:
    def standing(device: Role, person: Role) -> Principal:
        return Principal(id="d", name="d", role=device, person="p", person_role=person)

    cancel = Permission.ORDERS_CANCEL
    assert standing(Role.CASHIER, Role.CASHIER).may(cancel)
    assert not standing(Role.CASHIER, Role.WAITER).may(cancel)
    assert not standing(Role.WAITER, Role.MANAGER).may(cancel)


async def test_a_pin_stands_nowhere_but_in_its_row(bench: Bench) -> None:
    ada = await _with_pin(bench.branch.people)
    proof = (await bench.branch.people.verify(WAITER, ada, _PIN)).proof
    [[kept]] = await bench.sql("SELECT pin FROM people")

    told = [payload(each) for each in bench.events]
    assert told == [{"personId": ada, "name": "Ada", "role": "waiter"}] * 2
    assert kept.hex() not in str(answer_in(bench.branch.people.view()))
    await bench.flush()
    on_disk = b"".join(
        (bench.path.parent / name).read_bytes() for name in files_in(bench.path.parent)
    )
    assert _PIN.encode() not in on_disk
    assert proof.encode() not in on_disk
    assert kept in on_disk
