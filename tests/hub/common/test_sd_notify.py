"""What a service manager's variables mean, and what it is told."""

import pytest

from hub.common.sd_notify import (
    ServiceManager,
    find_service_manager,
    reloading_message,
    status_message,
)

SOCKET = {"NOTIFY_SOCKET": "/run/systemd/notify"}


def test_without_a_manager_there_is_nobody_to_tell() -> None:
    assert find_service_manager({"WATCHDOG_USEC": "15000000"}, 7) == ServiceManager()


def test_a_socket_may_be_a_file() -> None:
    assert find_service_manager(SOCKET, 7) == ServiceManager(address="/run/systemd/notify")


def test_a_socket_may_be_abstract() -> None:
    assert find_service_manager({"NOTIFY_SOCKET": "@galley"}, 7).address == "\0galley"


def test_a_socket_of_another_kind_is_left_alone() -> None:
    assert find_service_manager({"NOTIFY_SOCKET": "vsock:2:1234"}, 7) == ServiceManager()


@pytest.mark.parametrize("meant", [{}, {"WATCHDOG_PID": "7"}])
def test_the_watchdogs_limit_is_in_seconds(meant: dict[str, str]) -> None:
    found = find_service_manager(SOCKET | meant | {"WATCHDOG_USEC": "1500000"}, 7)

    assert found.watchdog == 1.5


@pytest.mark.parametrize(
    "told",
    [
        {"WATCHDOG_USEC": "1500000", "WATCHDOG_PID": "8"},
        {"WATCHDOG_USEC": "0"},
        {"WATCHDOG_USEC": "soon"},
        {},
    ],
)
def test_a_watchdog_for_somebody_else_or_for_nobody_is_none(told: dict[str, str]) -> None:
    assert find_service_manager(SOCKET | told, 7) == ServiceManager(address=SOCKET["NOTIFY_SOCKET"])


def test_a_status_is_one_line_whatever_it_says() -> None:
    assert status_message("The disk is full.\nREADY=0") == b"STATUS=The disk is full. READY=0"


def test_starting_anew_is_told_with_its_time() -> None:
    assert reloading_message(1_234_567_890) == b"RELOADING=1\nMONOTONIC_USEC=1234567"
