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
        self._identity, self._size = self._look()

    def check(self) -> None:
        """StoreFault where another file, a shorter one, or none lies under the name."""
        identity, size = self._look()
        if identity != self._identity:
            raise StoreFault("records_replaced", path=self._path)
        if size < self._size:
            raise StoreFault("records_cut_short", path=self._path)

    def written(self) -> None:
        """Take note that the file was written by ourselves; StoreFault where that was another file than is there."""
        identity, size = self._look()
        if identity != self._identity:
            raise StoreFault("records_replaced", path=self._path)
        self._size = size

    def _look(self) -> tuple[tuple[int, int], int]:
        try:
            found = os.stat(self._path)  # noqa: PTH116 - the cheapest look there is
        except FileNotFoundError:
            raise StoreFault("records_gone", path=self._path) from None
        except OSError:
            raise StoreFault("records_disk_error", path=self._path) from None
        return (found.st_dev, found.st_ino), found.st_size
