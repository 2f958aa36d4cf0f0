"""Ids that the hub makes: UUIDs of version 7, none of them twice."""

import os
from uuid import RFC_4122, UUID

from hub import ids

AT = 1_796_050_000_123


def test_an_id_is_a_uuid_of_version_7_that_begins_with_its_time() -> None:
    for made in [ids.new_id(AT) for _ in range(1_000)]:
        found = UUID(made)
        assert str(found) == made
        assert (found.version, found.variant) == (7, RFC_4122)
        assert found.int >> 80 == AT


def test_all_else_in_an_id_is_chance() -> None:
    found = [UUID(ids.new_id(AT)).int for _ in range(5_000)]

    assert len(set(found)) == len(found)
    fixed = 0xF << 76 | 0x3 << 62
    for bit in range(80):
        ones = sum(each >> bit & 1 for each in found)
        assert fixed >> bit & 1 or 2_000 < ones < 3_000, bit


def test_a_process_that_is_forked_off_makes_other_ids() -> None:
    ids.new_id(AT)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, ids.new_id(AT).encode())
        os._exit(0)
    os.waitpid(child, 0)
    others = os.read(reading, 36).decode()
    os.close(reading)
    os.close(writing)

    assert others not in {ids.new_id(AT) for _ in range(1_000)}
