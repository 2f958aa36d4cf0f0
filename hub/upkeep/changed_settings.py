"""Tells which settings are not as they were when the hub last started."""

import hashlib
import logging
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from hub.commit.change import HUB
from hub.commit.writer import Writer
from hub.domain.errors import Refusal
from hub.store import reads
from hub.store.row_types import MetaRow
from hub.store.store import Store
from hub.store.tables import META
from hub.wire.drafts import settings_draft

_log = logging.getLogger(__name__)

_KEPT_AS = "settings"
_encode = msgspec.json.Encoder(order="deterministic").encode


async def tell_changed_settings(
    store: Store, writer: Writer, settings: Mapping[str, Mapping[str, Any]]
) -> None:
    """Note the settings, and tell the names of those that have changed; of the first, nothing.

    Only their digests are kept: neither the file nor an event says what an owner has set.

    Args:
        store: where those of the last start are noted.
        writer: writes the present ones down.
        settings: by section and key.

    Raises:
        StoreError: the file failed.
    """
    present = dict(_digests(settings))
    kept = (await reads.meta(store)).get(_KEPT_AS)
    known = None if kept is None else msgspec.json.decode(kept, type=dict[str, str])
    if known == present:
        return
    try:
        change = writer.begin(HUB)
        change.put(META, MetaRow(_KEPT_AS, _encode(present).decode()))
        if known is not None:
            names = known.keys() | present.keys()
            changed = sorted(each for each in names if known.get(each) != present.get(each))
            change.tell(settings_draft(changed))
        await writer.commit(change)
    except Refusal as why:
        _log.warning("which settings have changed could not be told: %s", why)


_SECRET = frozenset({"wifi.password"})
"""Whoever has a backup could try passwords out until a digest fits."""


def _digests(settings: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for section, values in settings.items():
        for key, value in values.items():
            if f"{section}.{key}" in _SECRET:
                continue
            yield f"{section}.{key}", hashlib.sha256(_encode(value)).hexdigest()[:16]
