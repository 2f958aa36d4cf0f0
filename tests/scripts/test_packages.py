"""Packages for Debian and Raspberry Pi OS: what is in them, and that anybody gets the same ones."""

import hashlib
import json
import os
import re
import subprocess
from itertools import permutations
from pathlib import Path

import pytest

from hub.__main__ import _COMMANDS
from scripts.debian.archive import Package, pack, write_file
from scripts.debian.build import describe_program
from scripts.debian.program import CURRENT, RELEASES, commands
from scripts.debian.roles import ROLES, RolePackage, describe, fill_role, role_of
from scripts.debian.switch_archive import PLACE, archive_switch
from scripts.debian.targets import BOOKWORM, SUITES, TARGETS, TRIXIE, Target
from tests.support.packages import TREE, builder, copy_tree

DEBIAN = TREE / "scripts/debian/files"
UNIT_FOLDER = "usr/lib/systemd/system"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Fill the packages of a version that need no program."""
    folder = tmp_path_factory.mktemp("roles")
    for role in ROLES:
        (folder / role.package).mkdir()
        fill_role(role, "9.8.7", folder / role.package, TREE)
    return {role.package: folder / role.package for role in ROLES}


def files(root: Path) -> set[str]:
    return {
        each.relative_to(root).as_posix()
        for each in root.rglob("*")
        if each.is_file() and each.relative_to(root).parts[0] != "DEBIAN"
    }


def test_no_two_packages_bring_the_same_file(filled: dict[str, Path]) -> None:
    for one, other in permutations(filled.values(), 2):
        assert files(one) & files(other) == set()


def test_every_unit_is_in_a_package(filled: dict[str, Path]) -> None:
    units = {each.name for each in (TREE / "systemd").iterdir()}
    brought = {Path(each).name for root in filled.values() for each in files(root)}

    assert units - brought == set()


def test_what_both_machines_need_is_in_neither_s_package() -> None:
    """A path belongs to one package, and a machine may be both."""
    assert role_of("galley-host.socket") == "common"


def test_units_and_commands_start_the_version_that_is_linked(filled: dict[str, Path]) -> None:
    texts = {
        path: (root / path).read_text("utf-8")
        for root in filled.values()
        for path in files(root)
        if not path.endswith((".gz", ".pyz"))
    }

    assert [path for path, text in texts.items() if "/opt/galley" in text] == []
    assert f"ExecStart={CURRENT}/bin/galley-hub" in texts[f"{UNIT_FOLDER}/galley-hub.service"]
    assert f"{CURRENT}/bin/galley-display" in texts["usr/bin/galley-display"]


def test_settings_are_no_conffiles(filled: dict[str, Path]) -> None:
    """An edited conffile whose template has changed is a question, and holds every upgrade up."""
    listed = [
        line
        for root in filled.values()
        for path in root.glob("DEBIAN/conffiles")
        for line in path.read_text("utf-8").splitlines()
    ]

    assert listed
    assert [each for each in listed if each.startswith("/etc/galley")] == []
    assert [each for root in filled.values() for each in files(root) if "etc/galley/" in each] == []


def test_a_plain_page_is_not_switched_on(filled: dict[str, Path]) -> None:
    script = (filled["galley-hub"] / "DEBIAN/postinst").read_text("utf-8")

    assert re.findall(r"for unit in (.*); do", script) == [
        "galley-backup.timer galley-hub.service",
        "galley-backup.timer galley-hub.service",
    ]


def test_a_role_stands_on_exactly_its_own_version() -> None:
    hub, both = ROLES[1], ROLES[-1]

    assert {"galley-1.2.3 (= 1.2.3~deb13)", "galley-common (= 1.2.3~deb13)"} <= set(
        describe(hub, "1.2.3", TRIXIE).depends
    )
    assert describe(both, "1.2.3", BOOKWORM).depends == (
        "galley-hub (= 1.2.3~deb12)",
        "galley-display (= 1.2.3~deb12)",
    )


@pytest.mark.parametrize("target", TARGETS, ids=lambda each: f"{each.suite.name}-{each[1]}")
def test_a_program_is_only_for_the_python_that_it_was_made_for(target: Target) -> None:
    minor = int(target.suite.python.removeprefix("3."))

    assert describe_program("1.2.3", target).depends[:2] == (
        f"python3 (>= 3.{minor})",
        f"python3 (<< 3.{minor + 1})",
    )


@pytest.mark.smoke
def test_a_newer_system_s_package_is_the_newer_one() -> None:
    older, newer = (suite.version("1.2.3") for suite in SUITES)

    for left, right in ((older, newer), (newer, "1.2.3"), ("1.2.2", older)):
        subprocess.run(["dpkg", "--compare-versions", left, "lt", right], check=True)  # noqa: S607


@pytest.mark.parametrize("role", [each for each in ROLES if each.command], ids=lambda each: each[0])
def test_a_command_has_a_man_page(role: RolePackage, filled: dict[str, Path]) -> None:
    assert f"usr/share/man/man1/{role.command}.1.gz" in files(filled[role.package])
    assert role.command in commands(TREE)


def test_the_man_page_of_the_hub_names_every_command() -> None:
    page = (DEBIAN / "hub/galley-hub.1").read_text("utf-8")
    named = set(re.findall(r"[a-z0-9]+", page.partition(".SH COMMANDS")[2]))

    assert _COMMANDS.keys() - named == set()


@pytest.mark.parametrize(
    "script", sorted(DEBIAN.glob("*/p*inst")) + sorted(DEBIAN.glob("*/p*rm")), ids=str
)
def test_scripts_end_at_the_first_failure(script: Path) -> None:
    assert script.read_text("utf-8").startswith("#!/bin/sh\nset -e\n")


@pytest.mark.smoke
def test_what_tries_versions_out_needs_none_of_them(tmp_path: Path) -> None:
    """Nothing but Python: a version that is ill must not keep the one before from coming back."""
    (tmp_path / "switch.pyz").write_bytes(archive_switch(TREE))

    done = subprocess.run(
        [*("/usr/bin/python3", "-IS"), tmp_path / "switch.pyz", "--help"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stderr, done.returncode) == ("", 0)


def test_what_tries_versions_out_is_one_file_and_always_the_same(filled: dict[str, Path]) -> None:
    assert (filled["galley-common"] / PLACE).read_bytes() == archive_switch(TREE)


def test_nothing_is_mended_while_dpkg_works(filled: dict[str, Path]) -> None:
    script = (filled["galley-common"] / "DEBIAN/postinst").read_text("utf-8")
    enabled, started = re.findall(r"for unit in (.*); do", script)

    assert "galley-mend.service" in enabled
    assert "galley-mend.service" not in started
    assert "galley-switch.service" in started


@pytest.mark.system
def test_shellcheck_finds_nothing_in_what_dpkg_runs(filled: dict[str, Path]) -> None:
    scripts = [path for root in filled.values() for path in (root / "DEBIAN").glob("p*")]
    done = subprocess.run(
        # A list of units may have a single one.
        ["shellcheck", "--exclude=SC2043", *scripts],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.returncode) == ("", 0)


@pytest.mark.smoke
def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    package = Package("soup", "1", "all", "a soup", "It is hot.\n\nIt is red.")

    def packed(name: str, mask: int) -> bytes:
        before = os.umask(mask)
        try:
            root = tmp_path / name
            write_file(root, "usr/share/soup/pot", "tomato")
            write_file(root, "usr/bin/soup", "#!/bin/sh\n", program=True)
            (root / "usr/share/soup/lid").symlink_to("pot")
            return pack(package, root, root.parent, 1_796_000_000).read_bytes()
        finally:
            os.umask(before)

    assert packed("one", 0o022) == packed("another", 0o077)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Build the packages for every kind of machine."""
    folder = tmp_path_factory.mktemp("packages")
    tree = copy_tree(folder / "tree", "9.8.7")
    (folder / "made").mkdir()
    made = builder(tree, "9.8.7", folder / "wheel").build(folder / "made")
    return {each.name: each for each in made}


def unpacked(package: Path, folder: Path) -> Path:
    subprocess.run(["dpkg-deb", "-x", package, folder], check=True)  # noqa: S607
    return folder


PROGRAMS = [
    f"galley-9.8.7_{each.suite.version('9.8.7')}_{each.architecture}.deb" for each in TARGETS
]
BUILDS = pytest.mark.long


@BUILDS
def test_whoever_builds_them_again_elsewhere_gets_the_same_ones(
    built: dict[str, Path], tmp_path: Path
) -> None:
    mask = os.umask(0o077)
    try:
        tree = copy_tree(tmp_path / "another-tree", "9.8.7")
        (tmp_path / "again").mkdir()
        again = builder(tree, "9.8.7", tmp_path / "wheel").build(tmp_path / "again", TARGETS[-1:])
    finally:
        os.umask(mask)

    assert len(again) == 1 + len(ROLES)
    for each in again:
        assert (each.name, digest(each)) == (each.name, digest(built[each.name]))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@BUILDS
def test_lintian_finds_nothing_that_is_not_explained(built: dict[str, Path]) -> None:
    """Of one kind of machine: the others' are made of the same things, and it takes long."""
    looked_at = [each for name, each in built.items() if "deb13" in name and "arm64" not in name]
    done = subprocess.run(
        [*("lintian", "--allow-root", "--tag-display-limit", "0"), *looked_at],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )

    assert len(looked_at) == 1 + len(ROLES)
    assert (done.stdout, done.returncode) == ("", 0)


@BUILDS
@pytest.mark.parametrize(
    ("name", "target"), list(zip(PROGRAMS, TARGETS, strict=True)), ids=PROGRAMS
)
def test_every_library_is_for_that_processor_and_that_python(
    built: dict[str, Path], tmp_path: Path, name: str, target: Target
) -> None:
    root = unpacked(built[name], tmp_path)
    machines = {each.read_bytes()[18:20] for each in root.rglob("*.so*") if each.is_file()}
    python = target.suite.python.replace(".", "")
    made_for = {
        found[1]
        for each in root.rglob("*.so")
        if (found := re.search(r"\.cpython-(\d+)-", each.name))
    }

    # EM_X86_64 and EM_AARCH64, as elf.h numbers them.
    assert machines == {{"amd64": b"\x3e\x00", "arm64": b"\xb7\x00"}[target.architecture]}
    assert made_for == {python}
    assert (root / RELEASES / "9.8.7/bin/python").readlink() == Path(
        f"/usr/bin/python{target.suite.python}"
    )


@BUILDS
@pytest.mark.parametrize("name", PROGRAMS)
def test_every_part_is_named_with_its_licence(
    built: dict[str, Path], tmp_path: Path, name: str
) -> None:
    root = unpacked(built[name], tmp_path)
    documents = root / "usr/share/doc/galley-9.8.7"
    bill = json.loads((documents / "sbom.cdx.json").read_text("utf-8"))
    rights = (documents / "copyright").read_text("utf-8")
    listed = {each["purl"] for each in bill["components"]}
    [site] = root.glob(f"{RELEASES}/9.8.7/lib/*/site-packages")
    distributions = {each.name for each in site.glob("*.dist-info")} - {
        "galley_kds-9.8.7.dist-info"
    }

    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    assert len([each for each in listed if each.startswith("pkg:pypi/")]) == len(distributions)
    names = {each["name"] for each in bill["components"]}
    assert {"lit-html", "@preact/signals-core", "pygame-ce", "aiohttp"} <= names
    for each in distributions:
        assert f"/{each}/* " in rights
    assert all(each["licenses"][0] for each in bill["components"])


@BUILDS
def test_the_program_runs_from_wherever_its_folder_is_taken(
    built: dict[str, Path], tmp_path: Path
) -> None:
    """With this machine's Python where that is the one, and else not at all."""
    runs_here = [name for name, target in zip(PROGRAMS, TARGETS, strict=True) if runs(target)]
    if not runs_here:
        pytest.skip("no package is for this machine's processor and Python")
    root = unpacked(built[runs_here[0]], tmp_path / "root")
    folder = (root / RELEASES / "9.8.7").rename(tmp_path / "a folder of another name")
    link = tmp_path / "current"
    link.symlink_to(folder)

    for command in ("galley-hub", "galley-display"):
        done = subprocess.run(
            [link / "bin" / command, "--version"], capture_output=True, text=True, check=True
        )
        assert done.stdout == f"{command} 9.8.7\n"


def runs(target: Target) -> bool:
    return (
        target.machine == os.uname().machine
        and Path(f"/usr/bin/python{target.suite.python}").exists()
    )
