"""A kernel with gpio-sim, which Debian stable does not have: the newest one of forky.

What is kept of it: the image, the few modules that the guest's hardware needs, unpacked so that an
emulated processor does not have to, and a first file system that mounts the disk.
"""

import re
import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

from scripts.guest.commands import Failed, run
from tests.support.containers import debian_source, kept

SUITE = "forky"
"""Debian's testing: the name, never a number of a version, which is another one next week."""

FOR_THE_DISK = ("virtio_pci", "virtio_blk", "ext4")
FOR_THE_REST = (
    *("virtio_net", "virtio_gpu", "virtio_console", "virtio_rng", "af_packet", "autofs4"),
    *("xhci_pci", "usbhid", "hid_generic", "evdev"),
    *("snd_hda_intel", "snd_hda_codec_generic"),
    *("gpio_sim", "configfs", "binfmt_misc"),
)

_HERE = Path(__file__).parent
_INIT = _HERE / "inside" / "init.sh"
_UNPACK = {".xz": "xz", ".zst": "zstd"}


class Kernel(NamedTuple):
    """A kernel that can be booted.

    Attributes:
        version: as ``uname -r`` says it.
        image: what qemu starts.
        initrd: the first file system.
        modules: what belongs into ``/lib/modules``.
    """

    version: str
    image: Path
    initrd: Path
    modules: Path


def kernel() -> Kernel:
    """Return the kernel of the cache; it is fetched first if there is none yet.

    Raises:
        Failed: it could not be had.
    """
    parts = (*FOR_THE_DISK, *FOR_THE_REST, _INIT.read_text("utf-8"))
    folder = kept("guest/kernel", parts, _make)
    [modules] = (folder / "modules").iterdir()
    return Kernel(modules.name, folder / "vmlinuz", folder / "initrd.gz", folder / "modules")


def _make(folder: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="galley-kernel-") as work:
        fetched, unpacked = Path(work) / "fetched", Path(work) / "unpacked"
        version = _fetch(fetched)
        for package in fetched.glob("*.deb"):
            run("dpkg-deb", "--extract", package, unpacked)
        base = unpacked / "usr" if (unpacked / "usr/lib/modules").is_dir() else unpacked
        run("depmod", "--basedir", base, version)
        images = (base / f"lib/modules/{version}/vmlinuz", unpacked / f"boot/vmlinuz-{version}")
        image = next(each for each in images if each.is_file())
        shutil.copy(image, folder / "vmlinuz")
        order = _modules(base, version, FOR_THE_DISK)
        _first_files(order, folder / "initrd.gz")
        wanted = {*order, *_modules(base, version, FOR_THE_REST)}
        _keep_modules(base, version, wanted, folder / "modules" / version)


def _fetch(folder: Path) -> str:
    """Download its packages, with signatures checked; return its version."""
    (folder / "lists/partial").mkdir(parents=True)
    (folder / "status").touch()
    (folder / "sources.list").write_text(f"{debian_source(SUITE)}\n")
    options = [
        f"-o{key}={value}"
        for key, value in {
            "Dir::Etc::SourceList": folder / "sources.list",
            "Dir::Etc::SourceParts": "-",
            "Dir::State::Lists": folder / "lists",
            "Dir::State::Status": folder / "status",
            "Dir::Cache": folder,
            "APT::Architecture": "amd64",
            "APT::Sandbox::User": "root",
        }.items()
    ]
    try:
        run("apt-get", *options, "--quiet=2", "-oAPT::Update::Error-Mode=any", "update")
        newest = _needs(options, "linux-image-amd64", r"linux-image-(\S+)")
        version = newest[0].removeprefix("linux-image-")
        packages = [newest[0], *_needs(options, newest[0], rf"linux-\S+-{re.escape(version)}")]
        run("apt-get", *options, "--quiet=2", "download", *packages, cwd=folder)
    except Failed as why:
        raise Failed(
            f"the kernel could not be downloaded ({debian_source(SUITE)}); without it there is "
            f"no guest. {why}"
        ) from why
    return version


def _needs(options: list[str], package: str, pattern: str) -> list[str]:
    """List what a package depends on, as far as the name fits."""
    said = run("apt-cache", *options, "depends", "--important", package)
    found = [match[0] for match in re.finditer(rf"(?<=Depends: ){pattern}$", said, re.MULTILINE)]
    if not found and package == "linux-image-amd64":
        raise Failed(f"{package} of {SUITE} names no kernel: {said}")
    return found


def _modules(base: Path, version: str, names: tuple[str, ...]) -> list[Path]:
    """List the files of modules and of all that they need, in the order of loading."""
    found: dict[Path, None] = {}
    for name in names:
        try:
            said = run(
                *("modprobe", "--dirname", base, "--set-version", version),
                *("--ignore-install", "--show-depends", name),
            )
        except Failed as why:
            raise Failed(f"Linux {version} of Debian {SUITE} has no {name}: {why}") from why
        lines = (line.split() for line in said.splitlines())
        found |= {Path(words[1]): None for words in lines if words[0] == "insmod"}
    return list(found)


def _keep_modules(base: Path, version: str, files: set[Path], folder: Path) -> None:
    source = base / "lib/modules" / version
    for file in files:
        place = folder / file.relative_to(source).parent
        place.mkdir(parents=True, exist_ok=True)
        _unpack(file, place)
    for each in ("modules.order", "modules.builtin", "modules.builtin.modinfo"):
        shutil.copy(source / each, folder)
    # depmod looks below lib/modules only.
    with tempfile.TemporaryDirectory(prefix="galley-depmod-") as work:
        (Path(work) / "lib").mkdir()
        (Path(work) / "lib/modules").symlink_to(folder.parent)
        run("depmod", "--basedir", work, version)


def _unpack(module: Path, folder: Path) -> str:
    """Copy a module into a folder, unpacked; return its name there."""
    packer = _UNPACK.get(module.suffix)
    copy = folder / (module.stem if packer else module.name)
    shutil.copy(module, folder)
    if packer:
        run(packer, "--decompress", "--force", "--quiet", folder / module.name)
        (folder / module.name).unlink(missing_ok=True)
    return copy.name


def _first_files(modules: list[Path], file: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="galley-initrd-") as work:
        root = Path(work)
        for each in ("bin", "proc", "sys", "dev", "modules", "root"):
            (root / each).mkdir()
        shutil.copy("/bin/busybox", root / "bin")
        shutil.copy(_INIT, root / "init")
        (root / "init").chmod(0o755)
        names = [_unpack(each, root / "modules") for each in modules]
        (root / "modules/order").write_text("".join(f"{name}\n" for name in names))
        packed = f"find . | cpio --create --format=newc --quiet | gzip -1 >'{file}'"
        run("sh", "-c", packed, cwd=root)
