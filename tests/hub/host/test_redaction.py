"""What of a log leaves the machine, and what does not."""

import pytest

from hub.host.redaction import redact

TIME = "2026-11-30T20:00:02+0100"
ORDER = "0d5b6e2c-9c3e-4f0c-8b59-6c6a1d3c9f11"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('note "no nuts, Anna"', 'note "(hidden)"'),
        ("note 'no nuts, Anna'", "note '(hidden)'"),
        (r'note "she said \"no\" twice"', 'note "(hidden)"'),
        ("hub.x.SomeError: for Anna", "hub.x.SomeError: (hidden)"),
        ("KeyError: 'Anna'", "KeyError: (hidden)"),
        ("call +49 170 1234567 now", "call (hidden) now"),
        ("call 0170/1234567 now", "call (hidden) now"),
        ("mail anna.b@example.org now", "mail (hidden) now"),
        ("token 4f9aK2lm09xQz7tR5vB8nC1d is", "token (hidden) is"),
        (f"digest {'ab12' * 16}.", "digest (hidden)."),
        ("card dc:a6:32:01:02:03 is up", "card (hidden) is up"),
    ],
)
def test_what_is_nobodys_business_is_hidden(line: str, shown: str) -> None:
    assert redact(f"{TIME} galley-hub[7]: {line}") == f"{TIME} galley-hub[7]: {shown}"


@pytest.mark.parametrize(
    "line",
    [
        'File "/opt/galley/releases/0.2.0-1a2b3c4d/lib/hub/app.py", line 7',
        'File "<frozen runpy>", line 198, in _run_module_as_main',
        f"PATCH /api/orders/{{id}} refused: CONFLICT ({ORDER})",
        "galley-display@0.service: Main process exited, code=exited, status=1/FAILURE",
        "on the network at https://192.168.178.20:8443, it's open",
        "Branch main is served.",
        "the hub's own socket: /var/lib/galley/hub.sock",
    ],
)
def test_what_helps_is_shown(line: str) -> None:
    assert redact(f"{TIME} galley-hub[7]: {line}") == f"{TIME} galley-hub[7]: {line}"


def test_a_path_that_only_begins_like_an_own_one_is_hidden() -> None:
    assert "Anna" not in redact(f'{TIME} x: open "/opt/galley/../home/Anna"')


def test_what_stands_in_place_of_an_id_gives_nothing_away() -> None:
    assert redact(f"{TIME} x: \0 {ORDER} \0") == f"{TIME} x:  {ORDER} "
