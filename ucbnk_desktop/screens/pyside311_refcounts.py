"""Keeps Python 3.11 alive under PySide6 6.12, whose calls give away references to None, True and False.

The wheels of 6.12 are built with the headers of Python 3.12, for which these are immortal (PEP 683). Under 3.11 every
call that returns one of them takes a reference from the few thousand there are, and the process is aborted when none
is left ("none_dealloc", "bool_dealloc"). More references than a run could ever spend are put in beforehand.

Cause: https://qt-project.atlassian.net/browse/PYSIDE-3474, which Qt is said to hold for a consequence of those headers
and not for a fault, so the whole of 6.12 has it. To see it: `sys.getrefcount(None)` falls by one with every
`QObject().setObjectName("x")`. The module can go with `requires-python >= 3.12`, or when its own test says that
PySide6 is repaired.
"""

from __future__ import annotations

import ctypes
import sys

_SPARE = 1 << 48
_SINGLETONS: tuple[object, ...] = (None, True, False, NotImplemented)


def keep_singletons() -> bool:
    """Give the singletons spare references where they are not immortal; False where nothing had to be done."""
    if sys.version_info >= (3, 12) or sys.getrefcount(None) >= _SPARE // 2:
        return False
    for singleton in _SINGLETONS:
        ctypes.c_ssize_t.from_address(id(singleton)).value += _SPARE
    return True
