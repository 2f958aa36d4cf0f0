"""What ``scripts/lang`` finds in the pages' modules, and what it makes for them."""

import json
from pathlib import Path

import pytest

from hub.locale.words import Language
from scripts.languages.catalogue_files import write_page_texts
from scripts.languages.extraction import extract_texts
from scripts.languages.page_texts import find_page_texts
from scripts.languages.said_text import NotPlainError, SaidText

_IMPORT = 'import { say, sayMany, mark } from "./words.js";\n'


def found(code: str) -> list[tuple[str, str | None, str]]:
    return [each[:3] for each in find_page_texts(_IMPORT + code, "hub/web/a.js")]


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ('say("Serve")', [("Serve", None, "")]),
        ("say('Don\\'t', {context: 'a door'})", [("Don't", None, "a door")]),
        ("say(`Plain\\u0020one`)", [("Plain one", None, "")]),
        ('const NAMES = {a: mark("Rush")}; say(NAMES[kind])', [("Rush", None, "")]),
        ('say("Table {table}", {\n  table: first(a, {b: 1}),\n})', [("Table {table}", None, "")]),
        ('sayMany("1 order", "{count} orders", n)', [("1 order", "{count} orders", "")]),
        ('sayMany("1 {x}", "{count} {x}", n, {x})', [("1 {x}", "{count} {x}", "")]),
        ('say("{a} of {b}", values)', [("{a} of {b}", None, "")]),
        ('say("{a} of {b}", {...values, a})', [("{a} of {b}", None, "")]),
        (
            'html`<b title=${say("One")}>${() => { say("Two"); }} ${`${say("Three")}`}`; say("4")',
            [("One", None, ""), ("Two", None, ""), ("Three", None, ""), ("4", None, "")],
        ),
        ('x.replace(/say("no")["`]/g, "") / 2; say("Yes")', [("Yes", None, "")]),
        (
            '// say("no")\n/* say("no") */ "say(\'no\')"; `say("no")`; say("Yes")',
            [("Yes", None, "")],
        ),
        ('speech.say("to the guests"); function say(text) {}', []),
    ],
)
def test_what_a_module_says_is_found(code: str, texts: list[tuple[str, str | None, str]]) -> None:
    assert found(code) == texts


@pytest.mark.parametrize(
    "code",
    [
        "say(`${n} orders`)",
        'say("a " + b)',
        'say(late ? "Late" : "New")',
        "mark(text)",
        'sayMany(one, "many", n)',
        'say("Table {table}", {number})',
        'say("Table {table}")',
        'sayMany("1 order", "{count} orders", n, {who})',
    ],
)
def test_what_nobody_could_translate_is_named(code: str) -> None:
    with pytest.raises(NotPlainError, match=r"hub/web/a\.js:3"):
        found(f"\n{code}")


def test_what_only_has_the_same_name_is_not_found() -> None:
    assert [
        *find_page_texts('import { say } from "./speech.js"; say(`${n}`)', "hub/web/a.js")
    ] == []


def test_modules_of_others_are_not_read(tmp_path: Path) -> None:
    for folder in ("vendor", "waiter"):
        (tmp_path / "hub" / "web" / folder).mkdir(parents=True)
        code = _IMPORT.replace("./", "../") + f'say("{folder}")'
        (tmp_path / "hub" / "web" / folder / "a.js").write_text(code)

    assert [each.text for each in extract_texts(tmp_path)] == ["waiter"]


def test_pages_get_their_own_texts_by_what_browsers_call_the_plurals() -> None:
    texts = [
        SaidText("{count} more change", "{count} more changes", "", "hub/web/pass.js", 1),
        SaidText("the hub", None, "", "hub/cli/a.py", 1),
        SaidText("RUSH", None, "", "hub/web/pass.js", 2),
        SaidText("Open", None, "a door", "hub/web/pass.js", 3),
    ]

    said = json.loads(write_page_texts(Language.PSEUDO, texts))

    assert said.keys() == {"{count} more change", "RUSH", "a door\x04Open"}
    assert said["RUSH"] == "RÚSH~~"
    assert said["{count} more change"].keys() == {"one", "other"}
    assert said["{count} more change"]["other"].startswith("{count} móré çháñgés")
