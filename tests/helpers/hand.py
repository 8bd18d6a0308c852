"""A hand at the keyboard and at the wheel."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ucbnk_desktop.screens.entry.editor import Editor


class Hand:
    """Types and scrolls as a person does: into whatever has the focus."""

    @property
    def focused(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    @property
    def at(self) -> str:
        """The key of the field that has the focus, "" where it is no field."""
        return self.focused.key if isinstance(self.focused, Editor) else ""

    def types(self, text: str) -> None:
        QTest.keyClicks(self.focused, text)

    def presses(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.focused, key, modifier)

    def enters(self, *texts: str) -> None:
        """Type each text and press Enter after it."""
        for text in texts:
            self.types(text)
            self.presses(Qt.Key.Key_Return)

    def composes(self, text: str) -> None:
        """Commit `text` from an input method, its composing first."""
        QApplication.sendEvent(self.focused, QInputMethodEvent("pinyin", []))
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(self.focused, event)

    def scrolls(self, widget: QWidget) -> None:
        window = widget.window()
        QTest.wheelEvent(window.windowHandle(), QPointF(widget.mapTo(window, QPoint(5, 5))), QPoint(0, -120))
        QApplication.processEvents()
