"""What the parts of a form page have in common: editors in order, messages below them, marks, and drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QToolTip, QWidget

from ucbnk_desktop.forms.definition import Field, Kind
from ucbnk_desktop.forms.display import answer_in
from ucbnk_desktop.screens import theme
from ucbnk_desktop.screens.theme import BODY, FIELD_HEIGHT, FIELD_RADIUS, SECONDARY, Colours
from ucbnk_desktop.screens.widgets import icons

from .editor import Editor
from .entry_services import EntryServices, Previous

MARGIN = 16
"""Room left and right of everything in a card, so that the halo of a focused field has its place."""
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_HALO = 3


@dataclass(frozen=True, slots=True)
class Message:
    """What is said under a field: an error, or a query that the user may confirm."""

    text: str
    severity: str
    confirmed: bool = False

    @property
    def open(self) -> bool:
        """Whether something is still to be done about it."""
        return not self.confirmed


@dataclass(frozen=True, slots=True)
class DrawnText:
    """One piece of drawn text; `key` is the field it belongs to, `help` its tool tip."""

    rect: QRect
    text: str
    shade: str = "ink"
    pixels: int = BODY
    bold: bool = False
    flags: int = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    key: str = ""
    help: str = ""
    struck: bool = False


def width_of(text: str, pixels: int = BODY, *, bold: bool = False) -> int:
    """The width of `text` in one line."""
    return theme.metrics(pixels, bold=bold).horizontalAdvance(text)


def height_of(text: str, width: int, pixels: int = BODY) -> int:
    """The height of `text` broken into lines of `width`."""
    return theme.metrics(pixels).boundingRect(QRect(0, 0, max(1, width), 4000), int(_WRAP), text).height()


def value_words(field: Field, text: str, services: EntryServices) -> str:
    """A kept text as it is shown, on one line."""
    return answer_in(field, text, services.language).replace("\n", " ")


def previous_words(field: Field, previous: Previous, services: EntryServices) -> str:
    """The last value of `field` and its day, or ""."""
    text, on = previous.get(field.key, ("", None))
    if not text:
        return ""
    shown = value_words(field, text, services)
    return f"{shown} · {_short(on, services.today())}" if on else shown


def _short(on: date, today: date) -> str:
    return f"{on:%m-%d}" if on.year == today.year else on.isoformat()


class Block(QWidget):
    """One part of a form page; children are editors only, every other text is drawn.

    `arrange` places everything for a width and returns the height; the page calls it again whenever `resized` tells.
    """

    edited = Signal(str)
    entered = Signal(str)
    left = Signal(str)
    history_asked = Signal(str)
    confirm_asked = Signal(str)
    resized = Signal()

    def __init__(self, services: EntryServices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.services = services
        self.editors: dict[str, Editor] = {}
        self.messages: dict[str, Message] = {}
        self.corrected: frozenset[str] = frozenset()
        self.access: Mapping[str, str] = {}
        self.previous: Previous = {}
        self.locked = False
        self.words: list[DrawnText] = []
        self._confirms: dict[str, QPushButton] = {}
        self._menu: QToolButton | None = None

    # -- for the page

    def arrange(self, width: int) -> int:
        """Place everything for `width`, which includes the margins, and return the height needed."""
        raise NotImplementedError

    def stops(self) -> Iterator[Editor]:
        """The editors the focus goes through, in order."""
        yield from (editor for editor in self.editors.values() if not editor.isHidden())

    def show_message(self, key: str, message: Message | None) -> None:
        """Say something under the field `key`, or nothing any more."""
        if message is None:
            self.messages.pop(key, None)
        else:
            self.messages[key] = message
        if key in self.editors:
            self.editors[key].set_wrong(message is not None and message.open)

    def set_locked(self, locked: bool) -> None:
        """Show everything without letting it be changed."""
        self.locked = locked
        for editor in self.editors.values():
            editor.set_locked(locked)

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        for editor in self.editors.values():
            editor.retranslate()

    # -- for the blocks

    def adopt(self, editor: Editor, key: str) -> Editor:
        """Take `editor` as the one of `key` and pass on what it tells."""
        editor.key = key
        self.editors[key] = editor
        editor.edited.connect(self.edited)
        editor.entered.connect(self._entered)
        editor.left.connect(self._left)
        editor.history_asked.connect(self.history_asked)
        editor.resized.connect(self.resized)
        return editor

    def release(self, editor: Editor) -> None:
        """Let `editor` go for good."""
        self.editors.pop(editor.key, None)
        editor.hide()
        editor.deleteLater()

    def _entered(self, key: str) -> None:
        self._place_menu(self.editors.get(key))
        self.update()
        self.entered.emit(key)

    def _left(self, key: str) -> None:
        self._place_menu(None)
        self.update()
        self.left.emit(key)

    def _place_menu(self, editor: Editor | None) -> None:
        if editor is None or editor.compact or self.locked or not editor.field.missing:
            if self._menu is not None:
                self._menu.hide()
            return
        if self._menu is None:
            self._menu = self._made_menu()
        self._menu.setIcon(icons.icon("more", self.services.colours.soft_ink, 16))
        right = min(editor.geometry().right() - editor.menu_edge() - 19, self.width() - MARGIN - 4)
        self._menu.setGeometry(right, editor.y() + (FIELD_HEIGHT - 20) // 2, 20, 20)
        self._menu.setToolTip(self.tr("No value: why (F8)"))
        self._menu.raise_()
        self._menu.show()

    def _made_menu(self) -> QToolButton:
        button = QToolButton(self)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setIconSize(QSize(16, 16))
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.clicked.connect(self._open_menu)
        return button

    def _open_menu(self) -> None:
        editor = QApplication.focusWidget()
        if isinstance(editor, Editor):
            editor.open_menu()

    # -- messages

    def clear_drawn(self) -> None:
        """Forget all drawn text and hide the confirmations; the first step of `arrange`."""
        self.words = []
        for button in self._confirms.values():
            button.hide()

    def place_messages(self, keys: Iterable[str], left: int, top: int, width: int) -> int:
        """Place what is said of `keys` from `top` downwards; the new top."""
        for key in keys:
            message = self.messages.get(key)
            if message is not None:
                top = self._place_message(key, message, QPoint(left, top), width)
        return top

    def _place_message(self, key: str, message: Message, at: QPoint, width: int) -> int:
        text = self.tr("Confirmed: {0}").format(message.text) if message.confirmed else message.text
        button = self._confirm_button(key, message)
        room = width - (button.sizeHint().width() + 12 if button else 0)
        tall = max(18, height_of(text, room, SECONDARY))
        shade = "soft_ink" if message.confirmed else "stop"
        self.words.append(
            DrawnText(QRect(at.x(), at.y(), room, tall), text, shade, SECONDARY, flags=int(_WRAP), key=key)
        )
        if button:
            wide = min(room, width_of(text, SECONDARY))
            button.setGeometry(at.x() + wide + 12, at.y() - 2, button.sizeHint().width(), 22)
            button.show()
        return at.y() + tall + 6

    def _confirm_button(self, key: str, message: Message) -> QPushButton | None:
        if message.severity != "query" or message.confirmed or self.locked or key not in self.editors:
            return None
        button = self._confirms.get(key)
        if button is None:
            button = self._confirms[key] = QPushButton(self)
            theme.set_role(button, "confirm")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(self._confirm_clicked)
        editor = self.editors[key]
        shown = value_words(editor.field, editor.value(), self.services)
        shown = theme.metrics().elidedText(shown, Qt.TextElideMode.ElideRight, 160)
        button.setText(self.tr("It is {0} (Enter)").format(shown))
        return button

    def _confirm_clicked(self) -> None:
        sender = self.sender()
        for key, button in self._confirms.items():
            if button is sender:
                self.confirm_asked.emit(key)
                return

    # -- drawing and pointing

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the halo of the focused field, all words and the marks."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shades = self.services.colours
        self.paint_ground(painter, shades)
        self._paint_halo(painter, shades)
        for words in self.words:
            _draw(painter, words, shades)
        self._paint_marks(painter, shades)

    def paint_ground(self, painter: QPainter, shades: Colours) -> None:
        """Draw lines and chips below everything else; for the blocks that have some."""

    def _paint_halo(self, painter: QPainter, shades: Colours) -> None:
        focused = QApplication.focusWidget()
        if not isinstance(focused, Editor) or focused.parentWidget() is not self or self.locked:
            return
        frame = QRectF(focused.geometry()).adjusted(-_HALO, -_HALO, _HALO, _HALO)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(shades.stop_soft if focused.wrong else shades.accent_soft))
        painter.drawRoundedRect(frame, FIELD_RADIUS + _HALO, FIELD_RADIUS + _HALO)

    def _paint_marks(self, painter: QPainter, shades: Colours) -> None:
        for key in self.corrected:
            editor = self.editors.get(key)
            if editor is not None and not editor.isHidden():
                at = QPoint(editor.x() - 17, editor.y() + 7)
                painter.drawPixmap(at, icons.pixmap("history", shades.soft_ink, 14, self.devicePixelRatioF()))
        for key, letter in self.access.items():
            editor = self.editors.get(key)
            if editor is not None and not editor.isHidden():
                _draw_access(painter, letter, QRect(editor.x() - 18, editor.y() + 6, 15, 16), shades)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a label goes to its field."""
        words = self._words_at(event.position().toPoint())
        if words is not None and words.key in self.editors:
            self.editors[words.key].setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Show the help of the label under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self._words_at(event.pos())
            QToolTip.showText(event.globalPos(), words.help if words else "", self)
            return True
        return super().event(event)

    def _words_at(self, point: QPoint) -> DrawnText | None:
        return next((words for words in self.words if words.key and words.rect.contains(point)), None)


def _draw_access(painter: QPainter, letter: str, rect: QRect, shades: Colours) -> None:
    painter.setPen(QColor(shades.accent))
    painter.setBrush(QColor(shades.accent_soft))
    painter.drawRoundedRect(rect, 3, 3)
    painter.setFont(theme.font(11, bold=True))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letter)


def _draw(painter: QPainter, words: DrawnText, shades: Colours) -> None:
    font = theme.font(words.pixels, bold=words.bold)
    font.setStrikeOut(words.struck)
    painter.setFont(font)
    painter.setPen(QColor(getattr(shades, words.shade)))
    painter.drawText(words.rect, words.flags, words.text)


def neighbour(stops: Sequence[Editor], focused: Editor, forward: bool) -> Editor | None:
    """The stop after or before `focused`, which need not be a stop itself (a unit, a significance)."""
    if focused in stops:
        place = stops.index(focused) + (1 if forward else -1)
        return stops[place] if 0 <= place < len(stops) else None
    parent = focused.parentWidget()
    order = list(parent.editors.values()) if isinstance(parent, Block) else []
    after = order[order.index(focused):] if focused in order else []
    before = order[:order.index(focused)][::-1] if focused in order else []
    return next((editor for editor in (after if forward else before) if editor in stops), None)


def next_open(stops: Sequence[Editor], focused: QWidget | None) -> Editor | None:
    """The next stop that is wrong, or that is asked and has no answer; after the last one the first."""
    here = next((place for place, stop in enumerate(stops, start=1) if stop is focused), 0)
    return next((stop for stop in (*stops[here:], *stops[:here]) if stop.wrong or _asks(stop)), None)


def _asks(editor: Editor) -> bool:
    return not editor.value() and (editor.field.required or editor.field.kind in (Kind.CHOICE, Kind.YES_NO))
