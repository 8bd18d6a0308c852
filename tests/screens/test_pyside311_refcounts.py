"""None, True and False outlive a working day under the PySide6 wheels of today."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject

from ucbnk_desktop.screens.pyside311_refcounts import keep_singletons

OLD = pytest.mark.skipif(sys.version_info >= (3, 12), reason="immortal since Python 3.12")
ENOUGH = 1 << 40


@OLD
@pytest.mark.parametrize("singleton", [None, True, False])
def test_that_the_singletons_have_references_to_spare(singleton: object) -> None:
    assert sys.getrefcount(singleton) > ENOUGH


@OLD
def test_that_calls_of_qt_still_take_a_reference_each_so_that_the_keeping_is_needed() -> None:
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        thing.setObjectName("x")
    assert sys.getrefcount(None) <= before - 900, "PySide6 is repaired: take lasting.py away"


def test_that_keeping_twice_does_nothing_more() -> None:
    keep_singletons()
    assert not keep_singletons()
