"""A hub without memory; and a hub and a screen whose processor another program has."""

import asyncio
from pathlib import Path

from scripts.soaking.fault import Fault
from tests.support.audit import CLEAN
from tests.support.pinned_processor import pinned_processor
from tests.support.squeezed import BACK_WITHIN, squeezed_hub


def _round(folder: Path, seed: int) -> str:
    for each in ("memory", "processor"):
        (folder / each).mkdir()
    memory = asyncio.run(squeezed_hub(folder / "memory", seed))
    if memory.findings != CLEAN or not memory.whole or memory.back_after > BACK_WITHIN:
        raise AssertionError(str(memory))
    processor = asyncio.run(pinned_processor(folder / "processor", length=60))
    if processor.lies or not processor.placed or processor.back_after > BACK_WITHIN:
        raise AssertionError(str(processor))
    return (
        f"out of memory {memory.bites} times, {len(memory.ends)} ends, nothing lost, back within "
        f"{memory.back_after:.1f} s; {processor.placed} orders beside a program that has the "
        f"processor, no board lied, back within {processor.back_after:.1f} s"
    )


FAULT = Fault("hub out of memory; processor pinned by another program", _round, root=True)
