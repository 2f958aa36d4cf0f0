"""The role table, letter by letter as the wire contract has it."""

import pytest

from hub.domain.permissions import PERMISSIONS, Permission, Principal, Role

WAITER = (
    "orders:read orders:create orders:update orders:update_item_status orders:fire menu:read "
    "menu:availability"
)
TABLE = {
    "kitchen": (
        "orders:read orders:update_item_status orders:recall orders:fire menu:read "
        "menu:availability"
    ),
    "waiter": WAITER,
    "cashier": f"{WAITER} orders:cancel",
    "integration": (
        "orders:read orders:create orders:update orders:cancel orders:fire menu:read menu:write "
        "menu:availability events:read"
    ),
    "pass": f"{WAITER} orders:cancel orders:recall",
    "ready": "orders:ready",
    "customer": "session:read",
}


def somebody(role: Role, session_id: str | None = None) -> Principal:
    return Principal(id="1", name="somebody", role=role, session_id=session_id)


def test_the_roles_are_those_of_the_table_and_the_manager() -> None:
    assert {role.value for role in PERMISSIONS} == {*TABLE, "manager"} == {*Role}


@pytest.mark.parametrize(("role", "permissions"), TABLE.items())
def test_a_role_has_the_permissions_of_the_table_and_no_other(role: str, permissions: str) -> None:
    assert {each.value for each in PERMISSIONS[Role(role)]} == set(permissions.split())


def test_a_manager_may_do_everything() -> None:
    assert [each for each in Permission if not somebody(Role.MANAGER).may(each)] == []


def test_a_principal_may_what_its_role_may() -> None:
    kitchen = somebody(Role.KITCHEN)

    assert kitchen.may(Permission.ORDERS_RECALL)
    assert not kitchen.may(Permission.ORDERS_CANCEL)


def test_a_customer_reads_the_own_session_only() -> None:
    guest = somebody(Role.CUSTOMER, "s1")

    assert guest.may_read_session("s1")
    assert not guest.may_read_session("s2")


def test_a_customer_without_a_session_reads_none() -> None:
    assert not somebody(Role.CUSTOMER).may_read_session("s1")


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.CUSTOMER, Role.READY}])
def test_staff_reads_every_session(role: Role) -> None:
    assert somebody(role).may_read_session("s1")
