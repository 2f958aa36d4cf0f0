"""Who may do what: the roles of a branch and their permissions, in one table."""

from collections.abc import Container, Mapping
from enum import StrEnum

import msgspec


class Permission(StrEnum):
    """One thing a token may be allowed to do."""

    ORDERS_READ = "orders:read"
    ORDERS_CREATE = "orders:create"
    ORDERS_UPDATE = "orders:update"
    ORDERS_CANCEL = "orders:cancel"
    ORDERS_UPDATE_ITEM_STATUS = "orders:update_item_status"
    ORDERS_RECALL = "orders:recall"
    ORDERS_FIRE = "orders:fire"
    ORDERS_READY = "orders:ready"
    MENU_READ = "menu:read"
    MENU_WRITE = "menu:write"
    MENU_AVAILABILITY = "menu:availability"
    EVENTS_READ = "events:read"
    SESSION_READ = "session:read"
    DEVICES_MANAGE = "devices:manage"


class Role(StrEnum):
    """What a device is used for."""

    KITCHEN = "kitchen"
    WAITER = "waiter"
    CASHIER = "cashier"
    INTEGRATION = "integration"
    PASS = "pass"  # noqa: S105 - where dishes are handed over
    READY = "ready"
    MANAGER = "manager"
    CUSTOMER = "customer"


_WAITER = frozenset(
    {
        Permission.ORDERS_READ,
        Permission.ORDERS_CREATE,
        Permission.ORDERS_UPDATE,
        Permission.ORDERS_UPDATE_ITEM_STATUS,
        Permission.ORDERS_FIRE,
        Permission.MENU_READ,
        Permission.MENU_AVAILABILITY,
    }
)

PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.KITCHEN: frozenset(
        {
            Permission.ORDERS_READ,
            Permission.ORDERS_UPDATE_ITEM_STATUS,
            Permission.ORDERS_RECALL,
            Permission.ORDERS_FIRE,
            Permission.MENU_READ,
            Permission.MENU_AVAILABILITY,
        }
    ),
    Role.WAITER: _WAITER,
    Role.CASHIER: _WAITER | {Permission.ORDERS_CANCEL},
    Role.INTEGRATION: frozenset(
        {
            Permission.ORDERS_READ,
            Permission.ORDERS_CREATE,
            Permission.ORDERS_UPDATE,
            Permission.ORDERS_CANCEL,
            Permission.ORDERS_FIRE,
            Permission.MENU_READ,
            Permission.MENU_WRITE,
            Permission.MENU_AVAILABILITY,
            Permission.EVENTS_READ,
        }
    ),
    Role.PASS: _WAITER | {Permission.ORDERS_CANCEL, Permission.ORDERS_RECALL},
    Role.READY: frozenset({Permission.ORDERS_READY}),
    Role.MANAGER: frozenset(Permission),
    Role.CUSTOMER: frozenset({Permission.SESSION_READ}),
}


class Principal(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asking: one device with its token, or the owner at the hub itself.

    Attributes:
        id, name, role: the device's.
        session_id: of the guests whose telephone it is.
        person: id of the person who stands at it, where that was proved; and ``person_role``.
        person_name: what that one is called, where a PIN has proved it.
    """

    id: str
    name: str
    role: Role
    session_id: str | None = None
    person: str | None = None
    person_role: Role | None = None
    person_name: str | None = None

    @property
    def actor(self) -> str:
        """Who has caused what comes of it, as the log has it: the device, and who stands at it."""
        return self.id if self.person is None else f"{self.id}/{self.person}"

    def has_role(self, roles: Container[Role]) -> bool:
        """Whether its role is one of some; that of a person who stands at it has to be as well."""
        return self.role in roles and (self.person_role is None or self.person_role in roles)

    def may(self, permission: Permission) -> bool:
        """Whether this principal's role has the permission, and that of who stands there."""
        return permission in PERMISSIONS[self.role] and (
            self.person_role is None or permission in PERMISSIONS[self.person_role]
        )

    def may_read_session(self, session_id: str) -> bool:
        """Whether it may see that table session: staff any, a customer only their own."""
        if self.role is Role.CUSTOMER:
            return self.session_id == session_id
        return self.may(Permission.ORDERS_READ)


def may_void(who: Principal, sender: str | None) -> bool:
    """Whether somebody may take lines off an order, or cancel it.

    Args:
        who: asks for it.
        sender: id of the device that the order came with; None when nobody knows.
    """
    if Role.WAITER in (who.role, who.person_role):
        return sender == who.id
    return who.may(Permission.ORDERS_CANCEL) or who.has_role((Role.KITCHEN,))
