"""How long SQLite's log is: when it is worth writing back, before SQLite does so by itself.

SQLite writes its log back in whatever commit makes it too long, and whoever pressed waits. Sooner
is better for those who press, later for the card: a page that many commits have changed is written
back once. What a commit puts into the journal is counted; what entering its tables takes is
reckoned from what the last logs held in the end.
"""

PAGES_AT_MOST = 4000
"""Pages of the log at which SQLite writes it back by itself, 16 MiB."""

_WORTH_IT = 800
"""Pages that are written back as soon as nobody presses."""

_TOO_LONG = 3200
"""Pages that are written back although somebody presses: it takes milliseconds, on a card more."""

_PAGE = 4096
_USUAL = 3.0
"""Pages of the log for a page's worth of entered bytes, as long as no log has told."""

_LEAST = 2.0


class LogLength:
    """What has gone into the log since it was written back last."""

    def __init__(self) -> None:
        self._slots = 0
        self._entered = 0
        self._share = _USUAL

    @property
    def is_long(self) -> bool:
        """Whether it is worth writing back."""
        return self._pages >= _WORTH_IT

    @property
    def is_too_long(self) -> bool:
        """Whether it is to be written back whoever presses."""
        return self._pages >= _TOO_LONG

    @property
    def _pages(self) -> float:
        return self._slots + self._share * self._entered / _PAGE

    def note_journalled(self, slots: int) -> None:
        """Note that a commit has written slots of the journal, a page each."""
        self._slots += slots

    def note_entered(self, size: int) -> None:
        """Note that so many bytes of commits were entered in their tables."""
        self._entered += size

    def note_written_back(self, pages: int) -> None:
        """Note that the log was written back.

        Args:
            pages: that it held.
        """
        if self._entered:
            told = (pages - self._slots) * _PAGE / self._entered
            # SQLite may have begun a new log meanwhile: then this one tells too little.
            self._share = max(_LEAST, (self._share + told) / 2)
        self.begin_anew()

    def begin_anew(self) -> None:
        """Count from nothing."""
        self._slots = self._entered = 0
