"""``scripts/lang``: the catalogues of words in ``hub/locale/po``.

``update`` writes each anew with what the code says by now, and keeps what is translated; of what
the pages say it makes ``hub/web/lang``. ``check`` says what is not translated, what nobody says any
more, where placeholders differ, and whether ``hub/web/lang`` is as it should be.
"""

import argparse
import sys
from pathlib import Path

from hub.locale.catalogues import TRANSLATED
from hub.locale.words import Language
from scripts.languages.catalogue_files import find_faults, write_page_texts, write_po
from scripts.languages.extraction import extract_texts
from scripts.languages.said_text import PAGES, NotPlainError

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "hub" / "locale" / "po"
PAGE_FOLDER = ROOT / PAGES / "lang"


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
    for each in (*TRANSLATED, Language.PSEUDO):
        file, words = PAGE_FOLDER / f"{each}.json", write_page_texts(each, texts)
        if command == "update":
            file.parent.mkdir(exist_ok=True)
            file.write_text(words, "utf-8")
        elif not file.exists() or file.read_text("utf-8") != words:
            print(f"{each}: {file.relative_to(ROOT)} is not made of it: ./scripts/lang update")
            faults += 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
