"""Parts of a form that hold no field: what follows from the typing around them, and quiet help above it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from ucbnk_desktop.forms.edit_checks.result import Rows
from ucbnk_desktop.screens.theme import SECONDARY, Colours
from ucbnk_desktop.wording import Text

from .blocks import MARGIN, Block, DrawnText, height_of
from .entry_services import EntryServices

_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class Companion(Block):
    """A block without editors, told of every edit; it takes no room while it has nothing to say.

    `withholding`: it has a say in which fields are asked; `asked_anew` tells that it withholds others now.
    `read_first`: it is to be read before the fields and takes the focus first; `passed` leads on from it to them,
    `scrolled` asks to move down by so many pixels.
    """

    asked_anew = Signal()
    passed = Signal()
    scrolled = Signal(int)
    withholding = False
    read_first = False

    def follow(self, values: Mapping[str, str], rows: Rows) -> bool:
        """Take up what is typed now; whether the height may have changed."""
        raise NotImplementedError

    @property
    def silent(self) -> bool:
        """Whether there is nothing to show."""
        raise NotImplementedError

    @property
    def guide(self) -> str:
        """Which keys lead on from it while it has the focus."""
        return ""

    def withholds(self, values: Mapping[str, str]) -> frozenset[str]:  # noqa: ARG002  # most withhold none
        """The empty fields that are not to be asked beside `values`, whatever the definition says."""
        return frozenset()

    def questioned(self) -> frozenset[str]:
        """The fields whose kept answer is to be looked at as soon as the entry is shown."""
        return frozenset()


@dataclass(frozen=True, slots=True)
class CompanionPlace:
    """Where a companion stands: before or after the fields of `section`, or behind its field `behind`."""

    section: str
    make: Callable[[EntryServices, QWidget], Companion]
    before: bool = False
    behind: str = ""


class Hint(Companion):
    """One quiet sentence with a bar in the accent's colour beside it."""

    def __init__(
        self, said: Callable[[Mapping[str, str]], Text], services: EntryServices, parent: QWidget | None = None
    ) -> None:
        super().__init__(services, parent)
        self._said = said
        self._text = Text("", "")

    @property
    def text(self) -> str:
        """What is said now."""
        return self._text.in_(self.services.language)

    def follow(self, values: Mapping[str, str], rows: Rows) -> bool:  # noqa: ARG002  # rows give no hint so far
        """Say what belongs to `values`."""
        now = self._said(values)
        if now == self._text:
            return False
        self._text = now
        self.setAccessibleName(self.text)
        return True

    @property
    def silent(self) -> bool:
        """Whether nothing is to be said."""
        return not self.text

    def retranslate(self) -> None:
        """Say it in the language of now."""
        super().retranslate()
        self.setAccessibleName(self.text)

    def arrange(self, width: int) -> int:
        """As many lines as the sentence needs."""
        self.clear_drawn()
        inner = width - 2 * MARGIN - 12
        tall = height_of(self.text, inner, SECONDARY)
        self.words.append(
            DrawnText(QRect(MARGIN + 12, 1, inner, tall), self.text, "soft_ink", SECONDARY, flags=_WRAPPED)
        )
        return tall + 2

    def paint_ground(self, painter: QPainter, shades: Colours) -> None:
        """Draw the bar."""
        painter.fillRect(QRect(MARGIN, 1, 3, self.height() - 2), QColor(shades.accent))
