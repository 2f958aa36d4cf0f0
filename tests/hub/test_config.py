"""Settings: every mistake at once, each with its place and with what was meant."""

from pathlib import Path

import pytest

from hub import config
from hub.config import ConfigError, Settings
from hub.config_sections import LanSettings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "galley.toml"


def load(text: str, file: Path, **said: object) -> Settings:
    file.write_text(text, "utf-8")
    return config.load(file, {}, {f"hub.{key}": value for key, value in said.items()})


def problems(
    text: str, file: Path, environment: dict[str, str] | None = None, **said: object
) -> list[str]:
    """Load settings that must be refused; return the reasons, without the file's path."""
    file.write_text(text, "utf-8")
    try:
        settings = config.load(
            file, environment or {}, {f"hub.{key}": value for key, value in said.items()}
        )
    except ConfigError as error:
        return [each.replace(str(file), "FILE") for each in error.problems]
    raise AssertionError(f"not refused: {settings}")


def test_nothing_said_gives_the_defaults() -> None:
    assert config.load(None, {}, {"hub.port": None}) == Settings()


def test_a_file_sets_everything(file: Path) -> None:
    settings = load(
        '[hub]\nhost = "::1"\nport = 81\nbranch = "b1"\nhosts = ["k.local"]\n[log]\nlevel="debug"',
        file,
    )

    assert settings.hub.host == "::1"
    assert settings.hub.port == 81
    assert settings.hub.branch == "b1"
    assert settings.hub.hosts == ("k.local",)
    assert settings.log.level == "debug"


def test_a_variable_wins_over_the_file_and_the_command_line_over_both(file: Path) -> None:
    file.write_text("[hub]\nport = 1\nbranch = 'file'\nhost = '127.0.0.2'\n")
    environment = {"GALLEY_HUB_PORT": "2", "GALLEY_HUB_BRANCH": "variable", "PORT": "9"}

    settings = config.load(file, environment, {"hub.port": "3"})

    assert (settings.hub.host, settings.hub.branch, settings.hub.port) == (
        "127.0.0.2",
        "variable",
        3,
    )


def test_a_variable_lists_hosts_with_commas() -> None:
    settings = config.load(None, {"GALLEY_HUB_HOSTS": " a.local, b.local,"}, {})

    assert settings.hub.hosts == ("a.local", "b.local")


def test_host_names_are_the_same_in_upper_and_lower_case(file: Path) -> None:
    assert load('[hub]\nhosts = ["Kitchen.Local"]', file).hub.hosts == ("kitchen.local",)


def test_a_file_saved_with_a_byte_order_mark_is_read(file: Path) -> None:
    assert load("\ufeff[hub]\nport = 81\n", file).hub.port == 81


def test_every_mistake_is_told_at_once(file: Path) -> None:
    told = problems(
        '[hub]\nprot = 1\nport = "x"\n[lgo]\nlevel = "info"\n',
        file,
        {"GALLEY_LOG_LEVEL": "loud", "GALLEY_HUB_PRT": "1"},
        branch="a b",
    )

    assert sorted(told) == [
        "--branch: expected up to 40 letters, digits, - and _, not 'a b'",
        "FILE, line 2: [hub] prot is not a known key; did you mean port?",
        "FILE, line 3: [hub] port: expected a whole number from 0 to 65535, not 'x'",
        "FILE, line 4: [lgo] is not a known section; did you mean log?",
        "GALLEY_HUB_PRT: is not a known variable; did you mean GALLEY_HUB_PORT?",
        "GALLEY_LOG_LEVEL: expected debug, info, warning or error, not 'loud'",
    ]


def test_a_mistake_counts_although_another_value_wins_over_it(file: Path) -> None:
    assert problems("[hub]\nport = 70000", file, port="81") == [
        "FILE, line 2: [hub] port: expected a whole number from 0 to 65535, not 70000"
    ]


@pytest.mark.parametrize("value", ["x", "", "-1", "65536", "80.5", "0x50", "8080 "])
def test_a_port_is_a_whole_number_in_range(value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config.load(None, {}, {"hub.port": value})

    assert caught.value.problems == [
        f"--port: expected a whole number from 0 to 65535, not {value!r}"
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("host = 5", "host: expected an IP address as text, not 5"),
        ('host = "kitchen"', "host: 'kitchen' is not an IP address; use 127.0.0.1 or ::1"),
        ('host = ""', "host: '' is not an IP address; use 127.0.0.1 or ::1"),
        ("port = true", "port: expected a whole number from 0 to 65535, not True"),
        ("port = []", "port: expected a whole number from 0 to 65535, not []"),
        ("hosts = 'a'", "hosts: expected a list of host names, without ports, not 'a'"),
        ("hosts = ['a:1']", "hosts: expected a list of host names, without ports, not ['a:1']"),
        ("hosts = ['']", "hosts: expected a list of host names, without ports, not ['']"),
    ],
)
def test_a_wrong_value_is_told_with_what_was_expected(file: Path, line: str, told: str) -> None:
    assert problems(f"[hub]\n{line}", file) == [f"FILE, line 2: [hub] {told}"]


@pytest.mark.parametrize("host", ["192.168.1.4", "::", "fe80::1"])
def test_only_loopback_is_served(host: str) -> None:
    with pytest.raises(ConfigError, match="is not loopback") as caught:
        config.load(None, {}, {"hub.host": host})

    assert caught.value.problems[0].startswith(f"--host: {host} ")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_every_loopback_address_is_served(host: str) -> None:
    assert config.load(None, {}, {"hub.host": host}).hub.host == host


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# port = 1\n[hub]\nhosts = []\n  port  = 'x'\n", 4),
        ("[log]\nlevel = 'info'\n\n[ hub ] # here\nport='x'\n", 5),
        ("log.level = 'info'\nhub.port = 'x'\n", 2),
    ],
)
def test_the_line_is_the_one_where_the_mistake_stands(file: Path, text: str, line: int) -> None:
    [told] = problems(text, file)

    assert told.startswith(f"FILE, line {line}: [hub] port: ")


def test_no_line_is_told_rather_than_a_wrong_one(file: Path) -> None:
    assert problems("hub = {port = 'x'}", file) == [
        "FILE: [hub] port: expected a whole number from 0 to 65535, not 'x'"
    ]


def test_a_section_has_to_be_a_table(file: Path) -> None:
    assert problems("hub = 4", file) == ["FILE, line 1: hub has to be a table, [hub]"]


def test_a_name_like_no_other_is_answered_with_the_known_ones(file: Path) -> None:
    assert problems("[log]\nzzz = 1", file) == [
        "FILE, line 2: [log] zzz is not a known key; known: level"
    ]


def test_a_value_without_end_is_cut_short(file: Path) -> None:
    [told] = problems(f"[hub]\nport = '{'x' * 10_000}'", file)

    assert len(told) < 200


def test_a_file_that_is_no_toml_is_told_with_the_line(file: Path) -> None:
    [told] = problems("[hub]\nport = \n", file)

    assert told.startswith("FILE: is not TOML: ")
    assert "line 2" in told


def test_a_file_that_is_not_utf_8_is_told(file: Path) -> None:
    file.write_bytes(b"[hub]\nbranch = '\xff'\n")

    with pytest.raises(ConfigError, match=r"is not UTF-8 \(byte 16\)"):
        config.load(file, {}, {})


def test_a_file_that_is_missing_is_told_with_the_other_mistakes(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        config.load(tmp_path / "none.toml", {}, {"hub.port": "x"})

    assert [each.rpartition(": ")[2] for each in caught.value.problems] == [
        "No such file or directory",
        "expected a whole number from 0 to 65535, not 'x'",
    ]


def test_the_door_for_the_network_can_be_set(file: Path) -> None:
    file.write_text(
        '[lan]\nenabled = false\nport = 0\naddresses = ["192.168.1.20", "fd00::2"]\n'
        'certificate = "/etc/galley/chain.pem"\nkey = "/etc/galley/key.pem"\n'
    )

    assert config.load(file, {}, {}).lan == LanSettings(
        enabled=False,
        port=0,
        addresses=("192.168.1.20", "fd00::2"),
        certificate="/etc/galley/chain.pem",
        key="/etc/galley/key.pem",
    )


@pytest.mark.parametrize(("said", "enabled"), [("false", False), ("true", True), ("0", False)])
def test_a_variable_closes_the_door_for_the_network(said: str, enabled: bool) -> None:
    assert config.load(None, {"GALLEY_LAN_ENABLED": said}, {}).lan.enabled is enabled


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("enabled = 'perhaps'", "enabled: expected true or false, not 'perhaps'"),
        ("port = 65536", "port: expected a whole number from 0 to 65535, not 65536"),
        ("addresses = ['kitchen']", "addresses: not an IP address: 'kitchen'"),
        ("addresses = ['10.0.0.1', '1.2', '']", "addresses: not an IP address: '1.2', ''"),
        ("key = 'key.pem'", "key: expected a file's whole path, from / on, not 'key.pem'"),
    ],
)
def test_a_wrong_value_for_the_network_is_told(file: Path, line: str, told: str) -> None:
    assert problems(f"[lan]\n{line}", file) == [f"FILE, line 2: [lan] {told}"]


def test_who_wants_another_address_is_shown_the_door_for_the_network() -> None:
    with pytest.raises(ConfigError, match=r"Other devices come in through \[lan\]"):
        config.load(None, {}, {"hub.host": "0.0.0.0"})  # noqa: S104 - it must be refused


def test_the_limits_are_those_of_a_branch() -> None:
    limits = Settings().limits
    assert (limits.body_bytes, limits.frame_bytes) == (64 * 1024, 16 * 1024)
    assert (limits.headers_within, limits.body_within, limits.keep_alive) == (5, 5, 15)
    assert (limits.connections_per_address, limits.connections) == (32, 512)
    assert (limits.rooms_per_socket, limits.writes_per_second) == (8, 20)
    assert limits.failures_per_minute == 10


def test_a_limit_that_would_shut_everybody_out_is_refused(tmp_path: Path) -> None:
    environment = {"GALLEY_LIMITS_CONNECTIONS": "0", "GALLEY_LIMITS_KEEP_ALIVE": "0"}
    with pytest.raises(ConfigError) as caught:
        config.load(None, environment, {})
    assert len(caught.value.problems) == 2
