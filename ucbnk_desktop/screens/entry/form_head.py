"""Around the fields of a form page: the title line, the list of open problems, the scrolled part, and the help line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ucbnk_desktop.forms.definition import FormDefinition, Kind
from ucbnk_desktop.screens import theme
from ucbnk_desktop.screens.widgets import icons

from .blocks import MARGIN, previous_words
from .editor import Editor
from .entry_services import EntryServices, Previous
from .form_body import FormBody

_SHOWN_PROBLEMS = 4


class FormHead(QWidget):
    """Title at the left, code, version and entry at the right, and whether the form is locked or a draft."""

    def __init__(self, definition: FormDefinition, services: EntryServices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._definition, self._services = definition, services
        self.number: int | None = None
        self.version = definition.version
        self.locked = self.draft = False
        self._title, self._info = _label("cardtitle", self), _label("secondary", self)
        self._chip = _label("chip", self)
        self._lock = _label("soft", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 0, MARGIN, 0)
        row.setSpacing(10)
        for widget in (self._title, self._lock, self._chip):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(self._info)
        self.setFixedHeight(44)

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        definition = self._definition
        self._title.setText(definition.title.in_(self._services.language))
        parts = [self.tr("Case report form {0}").format(definition.code), self.tr("version {0}").format(self.version)]
        if definition.repeats and self.number is not None:
            parts.append(self.tr("entry {0}").format(self.number))
        self._info.setText(" · ".join(parts))
        self._chip.setVisible(self.locked or self.draft)
        self._chip.setText(self.tr("Locked") if self.locked else self.tr("Draft, not saved"))
        theme.set_state(self._chip, "rest" if self.locked else "wait")
        self._lock.setVisible(self.locked)
        if self.locked:
            self._lock.setPixmap(icons.pixmap("lock", self._services.colours.soft_ink, 16, self.devicePixelRatioF()))


class ProblemList(QFrame):
    """The open problems of the form; a click, or Enter on one of them, goes to its field."""

    jump_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_role(self, "notice")
        self.setProperty("state", "stop")
        self._title = _label("problemtitle", self)
        self._keys: list[str] = []
        self._lines: list[QPushButton] = []
        self._rest = _label("secondary", self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(0)
        self._column.addWidget(self._title)
        self._column.addWidget(self._rest)
        self._inset = QWidget(parent)
        margins = QVBoxLayout(self._inset)
        margins.setContentsMargins(MARGIN - 4, 10, MARGIN - 4, 0)
        margins.addWidget(self)
        self._inset.hide()

    def inset(self) -> QWidget:
        """The list with room around it, hidden while there is nothing to list."""
        return self._inset

    def show_problems(self, problems: Sequence[tuple[str, str]]) -> None:
        """Show `(key, words)` of each open problem; nothing is shown where there is none."""
        shown = problems[:_SHOWN_PROBLEMS]
        self._keys = [key for key, _ in shown]
        while len(self._lines) < len(shown):
            self._lines.append(self._line())
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(shown))
            if place < len(shown):
                line.setText(theme.metrics(12).elidedText(shown[place][1], Qt.TextElideMode.ElideRight, 760))
        more = len(problems) - len(shown)
        self._rest.setVisible(more > 0)
        self._rest.setText(self.tr("and {0} more").format(more))
        self._title.setText(self.tr("Before saving, please look at"))
        self._inset.setVisible(bool(problems))

    def _line(self) -> QPushButton:
        button = QPushButton(self)
        theme.set_role(button, "problem")
        button.setAutoDefault(False)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.clicked.connect(self._clicked)
        self._column.insertWidget(self._column.count() - 1, button)
        return button

    def _clicked(self) -> None:
        sender = self.sender()
        for key, line in zip(self._keys, self._lines, strict=False):
            if line is sender:
                self.jump_asked.emit(key)
                return


class FormScroll(QScrollArea):
    """Scrolls the body when it is higher than the page; the keys that scroll elsewhere belong to the form."""

    def __init__(self, body: FormBody, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._body = body
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(body)
        self.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def rearrange(self) -> None:
        """Place the body for the width there is."""
        width = max(480, self.viewport().width())
        height = self._body.arrange(width)
        if self._body.size() != QSize(width, height):
            self._body.resize(width, height)
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as the body."""
        return QSize(640, self._body.height())

    def minimumSizeHint(self) -> QSize:
        """A few rows."""
        return QSize(480, min(120, self._body.height()))

    def go_on(self, pixels: int) -> None:
        """Scroll down by `pixels`, up where they are negative."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + pixels)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the body anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.rearrange()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Qt: the form moves the focus and shows where it is; what it shows is not moved once more."""
        return QWidget.focusNextPrevChild(self, forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys change the step; they do not scroll."""
        event.ignore()


class FormFoot(QWidget):
    """The help of the focused field, its last value, and the button that saves."""

    def __init__(self, services: EntryServices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.hidden_line, self._help, self._last = _label("help", self), _label("help", self), _label("help", self)
        self.save = QPushButton(self)
        theme.set_role(self.save, "primary")
        self.save.setAutoDefault(False)
        self._last.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(self._help, 1)
        line.addWidget(self._last)
        line.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 7, MARGIN, 8)
        column.setSpacing(4)
        column.addWidget(self.hidden_line)
        column.addLayout(line)
        self._help.setMinimumWidth(1)
        self._help.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hidden_line.hide()

    def help_of(self, editor: Editor, previous: Previous, *, locked: bool) -> None:
        """Show the help of `editor` and its last value."""
        help_ = editor.field.help.in_(self._services.language) if editor.field.help else ""
        last = "" if "[" in editor.key else previous_words(editor.field, previous, self._services)
        self.say(help_ or ("" if locked else self._hint(editor)), last)

    def _hint(self, editor: Editor) -> str:
        match editor.field.kind:
            case Kind.DATE:
                return self.tr("20261122, 2026-11-22 or 11-22; t is today")
            case Kind.PARTIAL_DATE:
                return self.tr("2024, 2024-03 or 2024-03-05; t is today")
            case Kind.MOMENT:
                return self.tr("11-22 0840 or 20261122 0840; t is today")
            case Kind.TIME:
                return self.tr("0840 or 08:40")
            case Kind.LAB:
                return self.tr("As printed, <0.5 too · Ctrl+U unit · Ctrl+1 not tested · Ctrl+4 result pending")
            case Kind.CHOICE | Kind.YES_NO | Kind.CHOICES:
                return self.tr("Digit, first letter or pinyin initial chooses · F8 no value")
            case Kind.NOTE:
                return self.tr("Ctrl+Enter begins a new line")
            case _:
                return self.tr("= takes the limits of the last report") if getattr(editor, "offer", "") else ""

    @property
    def help(self) -> str:
        """The help on show."""
        return self._help.text()

    def say(self, help_: str, last: str) -> None:
        """Show the help and the last value of the focused field."""
        self._help.setText(help_)
        self._help.setToolTip(help_)
        self._last.setText(self.tr("Last: {0}").format(last) if last else "")

    def retranslate(self) -> None:
        """Say everything in the language of now."""
        self.save.setText(self.tr("Save"))
        self.save.setToolTip("Ctrl+S")

    def event(self, event: QEvent) -> bool:
        """Enter on the button saves, as a click does."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and self.save.hasFocus() and not event.modifiers():
                self.save.click()
                return True
        return super().event(event)


def _label(role: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    theme.set_role(label, role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def hairline(parent: QWidget) -> QFrame:
    """A line of one pixel across the card."""
    line = QFrame(parent)
    theme.set_role(line, "line")
    return line
