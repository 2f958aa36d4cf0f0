"""A hub and a screen without memory; and both on a processor that another program has."""

import asyncio
from pathlib import Path

from scripts.soaking.fault import Fault
from tests.support.audit import CLEAN
from tests.support.pinned_processor import pinned_processor
from tests.support.squeezed import BACK_WITHIN, squeezed_hub
from tests.support.squeezed_screen import squeezed_screen


def _round(folder: Path, seed: int) -> str:
    for each in ("memory", "screen", "processor"):
        (folder / each).mkdir()
    memory = asyncio.run(squeezed_hub(folder / "memory", seed))
    if memory.findings != CLEAN or not memory.whole or memory.back_after > BACK_WITHIN:
        raise AssertionError(str(memory))
    screen = asyncio.run(squeezed_screen(folder / "screen"))
    if screen.unsaid or screen.back_after > BACK_WITHIN:
        raise AssertionError(str(screen))
    processor = asyncio.run(pinned_processor(folder / "processor", length=60))
    if processor.lies or not processor.placed or processor.back_after > BACK_WITHIN:
        raise AssertionError(str(processor))
    return (
        f"the hub out of memory {memory.bites} times, {len(memory.ends)} ends, nothing lost, back "
        f"within {memory.back_after:.1f} s; the screen {screen.bites} times, {len(screen.ends)} "
        f"ends, back within {screen.back_after:.1f} s; {processor.placed} orders beside a program "
        f"that has the processor, no board lied, back within {processor.back_after:.1f} s"
    )


FAULT = Fault(
    "hub and screen out of memory; processor pinned by another program", _round, root=True
)
