"""The pages of an open study: name, key, icon, word and how each is made. A page is added here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from .app_state import AppState
from .widgets.page_widget import PageWidget

if TYPE_CHECKING:  # rail and window read the table before any page is loaded
    from .participants_model import ParticipantsModel


@dataclass(frozen=True, slots=True)
class RailPage:
    """One page: `key` goes to it from everywhere, `icon` stands in `resources/icons`, `title` is asked in any language.

    Digits with Ctrl belong to the fields, F8 too.
    """

    name: str
    key: str
    icon: str
    title: Callable[[], str]
    build: Callable[[AppState, ParticipantsModel, QWidget], PageWidget]


def _today(app: AppState, model: ParticipantsModel, parent: QWidget) -> PageWidget:
    from .today_page import TodayPage

    return TodayPage(app, model, parent)


def _participants(app: AppState, model: ParticipantsModel, parent: QWidget) -> PageWidget:
    from .participants import ParticipantsPage

    return ParticipantsPage(app, model, parent)


def _print(app: AppState, _model: ParticipantsModel, parent: QWidget) -> PageWidget:
    from .print_page import PrintPage

    return PrintPage(app, parent)


def _study(app: AppState, _model: ParticipantsModel, parent: QWidget) -> PageWidget:
    from .study_page import StudyPage

    return StudyPage(app, parent)


def _rulings(app: AppState, _model: ParticipantsModel, parent: QWidget) -> PageWidget:
    from .rulings.rulings_page import RulingsPage

    return RulingsPage(app, parent)


PAGES = (
    RailPage("today", "F5", "today", lambda: QCoreApplication.translate("Rail", "Today"), _today),
    RailPage("participants", "F6", "participants", lambda: QCoreApplication.translate("Rail", "Participants"),
         _participants),
    RailPage("print", "F7", "print", lambda: QCoreApplication.translate("Rail", "Print"), _print),
    RailPage("study", "F9", "study", lambda: QCoreApplication.translate("Rail", "Study"), _study),
    RailPage("rulings", "F10", "rulings", lambda: QCoreApplication.translate("Rail", "Rulings"), _rulings),
)
"""The pages in the order of the rail."""
