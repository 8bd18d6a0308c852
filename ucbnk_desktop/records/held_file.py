"""The study file as it was when it was opened: whether what lies under its name is still that file."""

from __future__ import annotations

import os
from pathlib import Path

from .faults import StoreFault


class HeldFile:
    """Watches the name of the open study file.

    A program that synchronises folders, or a hand, may remove, rename or replace the file while it is open; what is
    written then reaches a file that nobody finds any more. Only the folder is asked (`os.stat`, 2 microseconds): to
    open and close the file inside the process would give its lock away on Linux
    (https://www.sqlite.org/howtocorrupt.html, section 2.2).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._taken: StoreFault | None = None
        self._identity, self._size = self._look()

    def check(self) -> None:
        """StoreFault where another file, a shorter one, or none lies under the name.

        A file that is put back is written to again.
        """
        if self._taken is not None:
            raise self._taken
        if self._found() < self._size:
            raise StoreFault("records_cut_short", path=self._path)

    def check_name(self) -> None:
        """The same before a unit of work is committed; how long the file is meanwhile is our own affair."""
        self._found()

    def written(self) -> None:
        """Take note that the file was written by ourselves; StoreFault where that was another file than is there.

        Nobody knows then whether the file that is elsewhere has it: nothing is written any more until the study is
        opened again, also where the file is put back.
        """
        try:
            self._size = self._found()
        except StoreFault:
            self._taken = StoreFault("records_taken_while_saving", path=self._path)
            raise self._taken from None

    def _found(self) -> int:
        """How long the file is; StoreFault where it is not the one held."""
        identity, size = self._look()
        # Where Windows does not let us ask for the number of a file, it is 0.
        if identity != self._identity and identity[1] and self._identity[1]:
            raise StoreFault("records_replaced", path=self._path)
        return size

    def _look(self) -> tuple[tuple[int, int], int]:
        try:
            found = os.stat(self._path)  # noqa: PTH116 - the cheapest look there is
        except FileNotFoundError:
            raise StoreFault("records_gone", path=self._path) from None
        except OSError:
            raise StoreFault("records_disk_error", path=self._path) from None
        return (found.st_dev, found.st_ino), found.st_size
