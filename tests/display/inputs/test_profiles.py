from pathlib import Path

import pytest

from display.inputs.keys import NAMES
from display.inputs.profiles import (
    CLASSIC_BAR,
    ENTER_BUMPS,
    KEYBOARD,
    PRESSES,
    PROFILES,
    Press,
    Profile,
    ProfileError,
    choose_profile,
    load_profile,
    save_profile,
)
from display.state.key_names import name_key
from display.state.messages import Action
from hub.locale.catalogues import load_catalogue
from hub.locale.words import Language, speaking

# FIELD's table: what the classic 17-key bar sends for the legend on the key.
CLASSIC_LEGENDS = [
    ("left ctrl", "bump"),
    ("keypad minus", "recall"),
    ("down", "all-day"),
    ("left", "page"),
    ("right", "previous"),
    ("space", "next"),
    ("0", "slot 1"),
    ("1", "slot 2"),
    ("8", "slot 9"),
    ("9", "slot 10"),
]


@pytest.mark.parametrize(("sends", "means"), CLASSIC_LEGENDS)
def test_the_classic_bar_means_what_is_printed_on_its_keys(sends: str, means: str) -> None:
    assert CLASSIC_BAR.keys[sends].words == means


def test_the_classic_bar_has_a_meaning_for_each_of_its_seventeen_keys() -> None:
    assert len(CLASSIC_BAR.keys) == 17


def test_the_enter_bar_bumps_with_enter_and_its_one_is_the_first_slot() -> None:
    assert ENTER_BUMPS.keys["enter"] == Press(Action.BUMP)
    assert ENTER_BUMPS.keys["1"] == Press(Action.BUMP, 0)


def test_a_desk_keyboard_can_do_everything_there_is() -> None:
    second_bar = {Press(Action.BUMP, slot) for slot in range(10, 20)}
    assert set(PROFILES["keyboard"].keys.values()) == set(PRESSES.values()) - second_bar


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_ready_profile_names_only_keys_that_exist(profile: Profile) -> None:
    assert set(profile.keys) <= NAMES


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_a_saved_profile_comes_back_as_it_was(profile: Profile, tmp_path: Path) -> None:
    file = tmp_path / "bar.toml"

    save_profile(profile, file)

    assert load_profile(file) == profile


def test_a_name_with_quotes_and_odd_characters_survives_the_file(tmp_path: Path) -> None:
    profile = Profile('Jo\'s "front" bar\\\n\x7fé😀', {"f1": Press(Action.BUMP)})
    file = tmp_path / "bar.toml"

    save_profile(profile, file)

    assert load_profile(file) == profile


def test_saving_over_a_profile_leaves_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "bar.toml"
    save_profile(CLASSIC_BAR, file)

    save_profile(ENTER_BUMPS, file)

    assert [each.name for each in tmp_path.iterdir()] == ["bar.toml"]
    assert load_profile(file) == ENTER_BUMPS


def test_a_profile_without_a_name_is_called_after_its_file(tmp_path: Path) -> None:
    file = tmp_path / "front.toml"
    file.write_text('[keys]\n"f1" = "bump"\n')

    assert load_profile(file).name == "front"


def test_every_mistake_in_a_profile_is_named_at_once_with_what_was_meant(tmp_path: Path) -> None:
    file = tmp_path / "bar.toml"
    file.write_text('colour = "red"\n[keys]\n"left control" = "bump"\n"f1" = "bumb"\n"f2" = 3\n')

    with pytest.raises(ProfileError) as caught:
        load_profile(file)

    assert caught.value.problems == [
        f"{file}: unknown setting 'colour'; a profile has name, [keys] and [labels]",
        f"{file}: [keys]: there is no key 'left control'; did you mean 'left ctrl'?",
        f"{file}: [keys] 'f1': no key can mean 'bumb'; did you mean 'bump'?",
        f"{file}: [keys] 'f2': no key can mean 3",
    ]


@pytest.mark.parametrize("text", ["", 'name = "x"', "[keys]", "keys = 3"])
def test_a_profile_without_keys_is_refused_with_an_example(text: str, tmp_path: Path) -> None:
    file = tmp_path / "bar.toml"
    file.write_text(text)

    with pytest.raises(ProfileError, match=r'"left ctrl" = "bump"'):
        load_profile(file)


def test_a_file_that_is_no_toml_is_refused_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "bar.toml"
    file.write_text("[keys\n")

    with pytest.raises(ProfileError, match=r"bar\.toml: .*line 1"):
        load_profile(file)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bar.toml"
    file.write_bytes(b"\xff\xfe")

    with pytest.raises(ProfileError, match=r"bar\.toml"):
        load_profile(file)


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="No such file"):
        choose_profile(str(tmp_path / "none.toml"))


def test_a_ready_profile_is_chosen_by_name() -> None:
    assert choose_profile("classic-bar") is CLASSIC_BAR


def test_an_unknown_profile_is_answered_with_those_there_are() -> None:
    with pytest.raises(ProfileError, match="classic-bar, enter-bumps, keyboard"):
        choose_profile("clasic")


def test_a_profile_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "bar.toml"
    save_profile(CLASSIC_BAR, file)
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())

    assert load_profile(file).keys == CLASSIC_BAR.keys


def test_what_is_printed_on_the_keys_is_what_they_are_called(tmp_path: Path) -> None:
    file = tmp_path / "bar.toml"
    file.write_text('[keys]\n"f5" = "bump"\n"f6" = "undo"\n[labels]\n"f5" = "DONE"\n')
    names = load_profile(file).key_names()
    assert names.name(Action.BUMP) == "DONE"
    assert not names.has(Action.UNDO)


def test_keys_without_labels_are_called_by_their_names() -> None:
    names = Profile("bar", {"left": Press(Action.PREVIOUS), "f6": Press(Action.UNDO)}).key_names()
    assert (names.name(Action.PREVIOUS), names.name(Action.UNDO)) == ("←", "F6")


@pytest.mark.parametrize(
    ("labels", "wrong"),
    [
        ('"f5" = "a label that is much too long"', "'f5': expected 1 to 12 characters"),
        ('"f5" = " "', "'f5': expected 1 to 12 characters"),
        ('"f6" = "UNDO"', "'f6' means nothing under [keys]"),
    ],
)
def test_a_label_that_is_none_is_refused(labels: str, wrong: str, tmp_path: Path) -> None:
    file = tmp_path / "bar.toml"
    file.write_text(f'[keys]\n"f5" = "bump"\n[labels]\n{labels}\n')
    with pytest.raises(ProfileError) as caught:
        load_profile(file)
    assert wrong in str(caught.value)


@pytest.mark.parametrize(
    ("language", "bump", "second", "following"),
    [
        (Language.ENGLISH, "ENTER", "TAB", "\N{RIGHTWARDS ARROW}"),
        (Language.GERMAN, "EINGABE", "TAB", "\N{RIGHTWARDS ARROW}"),
        (Language.CHINESE, "回车", "TAB", "\N{RIGHTWARDS ARROW}"),
    ],
)
def test_keys_of_a_keyboard_are_called_as_the_crew_calls_them(
    language: Language, bump: str, second: str, following: str
) -> None:
    names = KEYBOARD.key_names()
    with speaking(load_catalogue(language)):
        found = [names.name(each) for each in (Action.BUMP, Action.SECOND_TEN, Action.NEXT)]
        assert found == [bump, second, following]
        assert (names.number(2), name_key("keypad enter") != name_key("enter")) == ("3", True)


def test_what_is_printed_on_a_bar_is_said_word_for_word() -> None:
    printed = Profile("bar", {"enter": Press(Action.BUMP)}, {"enter": "ENTER"})
    with speaking(load_catalogue(Language.GERMAN)):
        assert printed.key_names().name(Action.BUMP) == "ENTER"
