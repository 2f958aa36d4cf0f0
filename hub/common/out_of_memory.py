"""Want of memory, as both programs of a branch see it.

Nothing here takes memory: whoever asks may have none left, and a question that fails would leave a
program running that had to end.
"""

import os
from collections.abc import Callable
from typing import NoReturn

_WANT_OF_MEMORY = (MemoryError, SystemError)
"""The second is what Python itself makes of the first in some places."""


def _never(_error: BaseException) -> bool:
    return False


def is_out_of_memory(
    error: BaseException | None, other: Callable[[BaseException], bool] = _never
) -> bool:
    """Say whether something failed for want of memory; of several things, whether any did.

    What failed only after that, such as the loop's own end, hides it from nobody.

    Args:
        error: what was raised.
        other: tells what else is want of memory, such as another library's error.
    """
    try:
        while error is not None:
            if isinstance(error, _WANT_OF_MEMORY) or other(error):
                return True
            if isinstance(error, BaseExceptionGroup):
                for each in error.exceptions:
                    if is_out_of_memory(each, other):
                        return True
            error = error.__context__
    except MemoryError:
        return True
    return False


def end_at_once(last_words: bytes) -> NoReturn:
    """End the process, whatever still runs in it: Python would wait for its threads.

    Args:
        last_words: for whoever reads the log.
    """
    os.write(2, last_words)
    os._exit(os.EX_OSERR)
