"""What a page is to the window that shows it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


class PageWidget(QWidget):
    """One page in the stack of the window."""

    def renew(self) -> None:
        """Show what is kept now: asked before the page comes to the front, and where another user is at the keyboard.

        Nothing here: most pages hear of what changes.
        """

    def take_focus(self) -> None:
        """Put the keyboard where the page begins, once it is in front."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
