"""``hub/switch`` in a file of its own, so that dpkg replaces it whole or not at all."""

import io
import zipfile
from pathlib import Path

PLACE = "usr/lib/galley/switch.pyz"
"""Where it is, from the root."""

_ROOM = "hub/switch"
_MAIN = "import sys\nfrom hub.switch.__main__ import main\nsys.exit(main())\n"


def archive_switch(tree: Path) -> bytes:
    """Return an archive that Python runs, the same for the same sources.

    Args:
        tree: the clone.
    """
    modules = sorted((tree / _ROOM).glob("*.py"))
    texts = {"__main__.py": _MAIN, "hub/__init__.py": ""}
    texts |= {f"{_ROOM}/{each.name}": each.read_text("utf-8") for each in modules}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
