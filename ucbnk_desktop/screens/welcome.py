"""The first page: make a study, open one, or look at a demonstration."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ucbnk_desktop import places

from . import labels, theme
from .app_state import AppState
from .labels import ROLES
from .theme import colours
from .widgets import icons
from .widgets.buttons import EnterButton
from .widgets.inputs import Combo
from .widgets.marks import Tone
from .widgets.notice_bar import NoticeBar

if TYPE_CHECKING:
    from ucbnk_desktop.records.model import User

    from .tasks import Work
    from .widgets.task_bar import TaskBar

SUFFIX = ".ucbnk"
MakeDemonstration = Callable[[AppState, "User"], "Work[None] | None"]
"""Opens the demonstration study through the session; where there is none yet, gives the work that builds it first."""


class WelcomeCard(EnterButton):
    """A large calm button: a picture, a title, a sentence."""

    def __init__(self, app: AppState, picture: str, parent: QWidget | None = None) -> None:
        super().__init__(app, 170, parent)
        self._picture = picture
        self._sentence = ""

    def describe(self, title: str, sentence: str) -> None:
        """Say `title` and `sentence`."""
        self.setText(title)
        self._sentence = sentence
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.update()

    def sizeHint(self) -> QSize:
        """Qt: a third of the page."""
        return QSize(260, 170)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: paint the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = colours(self._app.dark)
        near = self.underMouse() or self.hasFocus()
        painter.setBrush(QColor(palette.accent_soft if self.isDown() else palette.card))
        painter.setPen(QPen(QColor(palette.accent if near else palette.line), 2 if self.hasFocus() else 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        strong, ink = (palette.accent, palette.ink) if self.isEnabled() else (palette.gap, palette.soft_ink)
        painter.drawPixmap(22, 22, icons.pixmap(self._picture, strong, 28, self.devicePixelRatioF()))
        painter.setPen(QColor(ink))
        painter.setFont(theme.font(16, bold=True))
        painter.drawText(QRectF(22, 62, self.width() - 44, 26), Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setPen(QColor(palette.soft_ink))
        painter.setFont(theme.font(13))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
        painter.drawText(QRectF(22, 92, self.width() - 44, 70), flags, self._sentence)
        painter.end()


class WelcomePage(QWidget):
    """Three cards, who is at the keyboard, and in words what stands in the way."""

    opened = Signal()

    def __init__(self, app: AppState, demonstration: MakeDemonstration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._make_demonstration = app, demonstration
        self.create_card = WelcomeCard(app, "plus", self)
        self.open_card = WelcomeCard(app, "folder", self)
        self.demonstration_card = WelcomeCard(app, "info", self)
        self.cards = (self.create_card, self.open_card, self.demonstration_card)
        self._heading, self._sentence = QLabel(self), QLabel(self)
        self._name_label, self._role_label = QLabel(self), QLabel(self)
        self.name, self.role = QLineEdit(self), Combo(app, self)
        self.notice = NoticeBar(app, self)
        self._column = QVBoxLayout()
        self._lay_out()
        self.create_card.clicked.connect(self.create_study)
        self.open_card.clicked.connect(self.choose_study)
        self.demonstration_card.clicked.connect(self.open_demonstration)
        app.language_changed.connect(self.retranslate)
        app.theme_changed.connect(self.update)
        app.user_changed.connect(self._show_user)
        self.retranslate()

    def _lay_out(self) -> None:
        self._heading.setProperty("role", "title")
        self._sentence.setProperty("role", "soft")
        self._sentence.setWordWrap(True)
        for label in (self._name_label, self._role_label):
            label.setProperty("role", "label")
        self.name.setText(self._app.preferences.user_name)
        self.name.setFixedWidth(220)
        self.role.setMinimumWidth(200)
        self._name_label.setBuddy(self.name)
        self._role_label.setBuddy(self.role)
        cards = QHBoxLayout()
        cards.setSpacing(16)
        for card in self.cards:
            cards.addWidget(card, 1)
        who = QGridLayout()
        who.setHorizontalSpacing(10)
        for place, widget in enumerate((self._name_label, self.name, self._role_label, self.role)):
            who.addWidget(widget, 0, place)
        who.setColumnStretch(4, 1)
        inside = QWidget(self)
        inside.setMaximumWidth(940)
        inside.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column = self._column
        inside.setLayout(column)
        column.setSpacing(18)
        for widget in (self._heading, self._sentence):
            column.addWidget(widget)
        column.addLayout(who)
        column.addLayout(cards)
        column.addWidget(self.notice)
        layout = QGridLayout(self)
        layout.setRowStretch(0, 2)
        layout.addWidget(inside, 1, 1)
        layout.setRowStretch(2, 3)
        layout.setColumnStretch(1, 10)
        layout.setColumnStretch(0, 1)
        layout.setColumnStretch(2, 1)

    def _show_user(self) -> None:
        """Whoever gave a name later need not type it here."""
        user = self._app.user
        self.name.setText(user.name)
        self.role.setCurrentIndex(ROLES.index(user.role))

    def take_focus(self) -> None:
        """Put the keyboard where to begin: into the name, else on the card that is most likely wanted."""
        likely = self.open_card if self._app.preferences.last_study else self.create_card
        (likely if self.name.text() else self.name).setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """Say everything in the language shown."""
        self._heading.setText(self.tr("Begin"))
        self._sentence.setText(self.tr(
            "All records of the trial stand in one study file on this computer. Nothing is sent anywhere."
        ))
        self._name_label.setText(self.tr("Your &name"))
        self._role_label.setText(self.tr("&Role"))
        self.name.setAccessibleName(self.tr("Your name"))
        self.role.setAccessibleName(self.tr("Role"))
        self.name.setPlaceholderText(self.tr("as on the delegation log"))
        current = self.role.currentIndex()
        self.role.clear()
        self.role.addItems([labels.role_word(role) for role in ROLES])
        preferred = self._app.preferences.user_role
        self.role.setCurrentIndex(current if current >= 0 else ROLES.index(preferred) if preferred in ROLES else 0)
        self.create_card.describe(
            self.tr("New study file"),
            self.tr("Begin the real study. Every setting stays open until the principal investigator confirms it."),
        )
        self.open_card.describe(self.tr("Open study file"), self._open_sentence())
        self.demonstration_card.describe(
            self.tr("Demonstration"),
            self.tr("Invented children and invented settings to learn with. It can never become a real study."),
        )

    def _open_sentence(self) -> str:
        last = self._app.preferences.last_study
        if last:
            return labels.filled(self.tr("Go on with a file there is. The last one: %1"), Path(last).name)
        return self.tr("Go on with a file there is.")

    def user(self) -> User | None:
        """Who is at the keyboard; None while no name is typed."""
        name = " ".join(self.name.text().split())
        user = self._app.person(name, ROLES[max(self.role.currentIndex(), 0)]) if name else None
        return user if user is not None and self._app.opening.is_named(user) else None

    def unnamed_user(self) -> User:
        """Who opens a study before any name was typed."""
        return self.user() or self._app.person(self.tr("Unnamed user"), "coordinator")

    def _known_user(self) -> User | None:
        user = self.user()
        if user is None:
            self.notice.tell(self.tr("Enter your name first: it stands beside everything you save."), Tone.WAIT)
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        return user

    def create_study(self) -> None:
        """Ask where the new study file goes and make it."""
        user = self._known_user()
        if user is None:
            return
        proposed = places.documents() / f"UCBNK01{SUFFIX}"
        quietly = QFileDialog.Option.DontConfirmOverwrite
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("New study file"), str(proposed), self._filter(), options=quietly
        )
        if chosen:
            self.create_at(Path(chosen), user)

    def create_at(self, path: Path, user: User) -> None:
        """Make a study file at `path`; what stands in the way is said here."""
        path = path if path.suffix else path.with_suffix(SUFFIX)
        self._open(partial(self._app.create_study, path, title="UCBNK01", user=user))

    def choose_study(self) -> None:
        """Ask which study file to open."""
        user = self._known_user()
        if user is None:
            return
        last = self._app.preferences.last_study or str(places.documents())
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Open study file"), last, self._filter())
        if chosen:
            self.open_at(Path(chosen), user)

    def open_at(self, path: Path, user: User) -> None:
        """Open the study file `path`; what stands in the way is said here."""
        self._open(partial(self._app.open_study, path, user))

    def open_demonstration(self) -> None:
        """Open the demonstration study; the first time it is built, which takes some seconds."""
        self._open_demonstration(self.unnamed_user())

    def _open_demonstration(self, user: User, _built: None = None) -> None:
        self._open(partial(self._demonstrate, user))

    def _demonstrate(self, user: User) -> None:
        work = self._make_demonstration(self._app, user)
        if work is not None:
            words = self.tr("Preparing the demonstration …")
            for card in self.cards:
                card.setEnabled(False)
            self.bar.run(words, work, partial(self._open_demonstration, user), self._refused)

    @cached_property
    def bar(self) -> TaskBar:
        """How far the demonstration is."""
        from .widgets.task_bar import TaskBar  # noqa: PLC0415 - threads are loaded with the first work for them

        bar = TaskBar(self._app, self)
        bar.ended.connect(self._choose_again)
        self._column.addWidget(bar)
        return bar

    def _choose_again(self) -> None:
        for card in self.cards:
            card.setEnabled(True)

    def _open(self, opening: Callable[[], None]) -> None:
        refused = self._app.attempt(opening)
        if refused:
            self.notice.tell(refused, Tone.STOP)
            return
        self.notice.still()
        if self._app.has_study:
            self.opened.emit()

    def _refused(self, error: Exception) -> bool:
        if not isinstance(error, self._app.opening.faults):
            return False
        self.notice.tell(self._app.words_of(error), Tone.STOP)
        return True

    def _filter(self) -> str:
        studies, everything = self.tr("Study files"), self.tr("All files")
        return f"{studies} (*{SUFFIX});;{everything} (*)"
