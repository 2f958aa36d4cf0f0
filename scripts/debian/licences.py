"""Whose work a package holds, under which licences: for Debian's ``copyright``, and as a list."""

import json
import re
import textwrap
import uuid
from collections.abc import Iterator
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Any, NamedTuple

from scripts.debian.archive import MAINTAINER

_FORMAT = "https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/"
_COMMON = {
    "Apache License": "Apache-2.0",
    "GNU LESSER GENERAL PUBLIC LICENSE Version 2.1": "LGPL-2.1",
    "GNU LESSER GENERAL PUBLIC LICENSE Version 3": "LGPL-3",
    "GNU GENERAL PUBLIC LICENSE Version 3": "GPL-3",
    "Mozilla Public License Version 2.0": "MPL-2.0",
}
"""How texts begin that every Debian has in ``/usr/share/common-licenses``."""

_BEGINNING = 400
_CLASSIFIER = "License :: OSI Approved :: "
_SPDX = {
    "Apache 2.0": "Apache-2.0",
    "LGPL v2.1": "LGPL-2.1",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
}
_EXPRESSION = re.compile(r"[A-Za-z0-9.+-]+(?: (?:AND|OR) [A-Za-z0-9.+-]+)*")


class ForeignWork(NamedTuple):
    """What somebody else has written.

    Attributes:
        name: of the distribution.
        version: of it.
        licence: as SPDX writes it, or in its author's words.
        author: whoever says that it is theirs.
        texts: of its licences.
        site: the path of what it holds, from the root, as ``copyright`` names it.
        purl: where it came from, as lists of parts name it.
    """

    name: str
    version: str
    licence: str
    author: str
    texts: tuple[str, ...]
    site: str
    purl: str


def works(site: Path, root: Path) -> list[ForeignWork]:
    """Find all that a program was put together from, but Galley itself.

    Args:
        site: where its modules are.
        root: what the package holds.
    """
    found = []
    for info in sorted(site.glob("*.dist-info")):
        told = Parser().parsestr((info / "METADATA").read_text("utf-8"))
        if told["Name"] == "galley-kds":
            continue
        texts = sorted(
            each
            for each in info.rglob("*")
            if each.is_file() and re.match(r"(?i)(licen[cs]e|copying|notice|authors)", each.name)
        )
        found.append(
            ForeignWork(
                told["Name"],
                told["Version"],
                _licence(told),
                _author(told),
                tuple(each.read_text("utf-8", "replace") for each in texts),
                (info.relative_to(root)).as_posix(),
                f"pkg:pypi/{told['Name'].lower().replace('_', '-')}@{told['Version']}",
            )
        )
    return found


def page_works(tree: Path) -> list[ForeignWork]:
    """Find what the pages are put together from.

    Args:
        tree: the clone.
    """
    vendored = tree / "hub/web/vendor/LICENSES.txt"
    pinned = json.loads((tree / "scripts/vendor.d/package.json").read_text("utf-8"))["dependencies"]
    sections = re.split(r"^--- (\S+) (\S+)\n", vendored.read_text("utf-8"), flags=re.MULTILINE)[1:]
    found = []
    for name, version, text in zip(*(sections[each::3] for each in range(3)), strict=True):
        if pinned[name] != version:
            raise ValueError(f"{vendored}: {name} is {version} there, and {pinned[name]} is pinned")
        licence = "BSD-3-Clause" if "BSD 3-Clause" in text else "MIT"
        holder = re.search(r"^Copyright \(c\) (.*)$", text, re.MULTILINE)
        author = holder[1] if holder else name
        purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
        found.append(ForeignWork(name, version, licence, author, (text,), "", purl))
    return found


def _licence(told: Message) -> str:
    """Take the newest of the three ways to say it that is used."""
    classifiers = (str(each) for each in told.get_all("Classifier", []))
    named = [each.removeprefix(_CLASSIFIER) for each in classifiers if each.startswith(_CLASSIFIER)]
    said = str(told["License-Expression"] or told["License"] or " AND ".join(named))
    return _SPDX.get(said, said)


def _author(told: Message) -> str:
    for field in ("Author", "Author-email", "Maintainer", "Maintainer-email"):
        if told[field]:
            return " ".join(str(told[field]).split())
    return f"the authors of {told['Name']}"


def copyright_file(parts: list[ForeignWork], year: int) -> str:
    """Write what Debian wants to stand in ``copyright``.

    Args:
        parts: that it holds beside Galley.
        year: of the version.
    """
    paragraphs = [
        f"Format: {_FORMAT}\nUpstream-Name: Galley\nUpstream-Contact: {MAINTAINER}",
        f"Files: *\nCopyright: {year} the authors of Galley\nLicense: Apache-2.0\n"
        + _indent(_in_debian("Apache-2.0")),
    ]
    for work in parts:
        if work.site:
            name = re.sub(r"-[^-]*\.dist-info$", "", work.site.rpartition("/")[2])
            files = f"{work.site}/* {work.site.rpartition('/')[0]}/{name}*"
        else:
            files = "*/hub/web/vendor/lit.js */hub/web/vendor/LICENSES.txt"
        licence = re.sub(r"[^A-Za-z0-9.+-]+", "-", f"{work.licence} of {work.name}").strip("-")
        texts = "\n\n".join(map(_short, work.texts)) or _in_debian(work.licence)
        paragraphs.append(
            f"Files: {files}\nCopyright: {work.author}\nLicense: {licence}\n"
            + _indent(f"{work.name} {work.version} is under {work.licence}.\n\n{texts}")
        )
    return "\n\n".join(paragraphs) + "\n"


def _short(text: str) -> str:
    beginning = " ".join(text[:_BEGINNING].split())
    common = (name for words, name in _COMMON.items() if words in beginning)
    name = next(common, None)
    return text.strip() if name is None else _in_debian(name)


def _in_debian(licence: str) -> str:
    return f"On Debian systems, the text is in /usr/share/common-licenses/{licence}."


def _indent(text: str) -> str:
    lines = (line.rstrip() for line in text.expandtabs().splitlines())
    return textwrap.indent("\n".join(line or "." for line in lines), " ")


def bill_of_materials(version: str, parts: list[ForeignWork], at: str) -> str:
    """Write the list of parts as CycloneDX 1.5 has it, in JSON.

    Args:
        version: of Galley.
        parts: that it holds.
        at: the time, in ISO 8601.
    """
    reference = f"pkg:generic/galley@{version}"
    told: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": at,
            "component": {
                "type": "application",
                "bom-ref": reference,
                "name": "galley",
                "version": version,
                "licenses": [{"expression": "Apache-2.0"}],
            },
        },
        "components": list(_components(parts)),
        "dependencies": [{"ref": reference, "dependsOn": sorted(each.purl for each in parts)}],
    }
    # The same parts, the same number.
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(told, sort_keys=True))
    return json.dumps({**told, "serialNumber": f"urn:uuid:{number}"}, indent=2) + "\n"


def _components(parts: list[ForeignWork]) -> Iterator[dict[str, Any]]:
    for work in sorted(parts, key=lambda each: each.purl):
        yield {
            "type": "library",
            "bom-ref": work.purl,
            "name": work.name,
            "version": work.version,
            "purl": work.purl,
            "licenses": [
                {"expression": work.licence}
                if _EXPRESSION.fullmatch(work.licence)
                else {"license": {"name": work.licence}}
            ],
        }
