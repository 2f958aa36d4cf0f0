"""Who may do what: the roles of a branch and their permissions, in one table."""

from collections.abc import Mapping
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
    """Who is asking: one device with its token, or the owner at the hub itself."""

    id: str
    name: str
    role: Role
    session_id: str | None = None

    def may(self, permission: Permission) -> bool:
        """Whether this principal's role has the permission."""
        return permission in PERMISSIONS[self.role]

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
    if who.role is Role.WAITER:
        return sender == who.id
    return who.may(Permission.ORDERS_CANCEL) or who.role is Role.KITCHEN
