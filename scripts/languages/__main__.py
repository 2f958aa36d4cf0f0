"""``scripts/lang``: the catalogues of words in ``hub/locale/po``.

``update`` writes each anew with what the code says by now, and keeps what is translated. ``check``
says what is not translated, what nobody says any more, and where placeholders differ.
"""

import argparse
import sys
from pathlib import Path

from hub.locale.catalogues import TRANSLATED
from scripts.languages.catalogue_files import find_faults, write_po
from scripts.languages.extraction import NotPlainError, extract_texts

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "hub" / "locale" / "po"


def main(arguments: list[str] | None = None) -> int:
    """Run one of the commands; returns 1 where ``check`` has found something."""
    parser = argparse.ArgumentParser("scripts/lang", description=__doc__)
    parser.add_argument("command", choices=["update", "check"])
    command = parser.parse_args(arguments).command
    try:
        texts = extract_texts(ROOT)
    except NotPlainError as error:
        sys.exit(str(error))
    faults = 0
    for language in TRANSLATED:
        file = FOLDER / f"{language}.po"
        before = file.read_text("utf-8") if file.exists() else ""
        if command == "update":
            file.write_text(write_po(language, texts, before), "utf-8")
            continue
        for fault in find_faults(texts, before):
            print(f"{language}: {fault}")
            faults += 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
