"""What another version of the protocol says, and what it would change: before and after, of texts and of verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTextBrowser, QWidget

from ucbnk_desktop import wording
from ucbnk_desktop.casebook import Effect
from ucbnk_desktop.forms.display import criterion_name
from ucbnk_desktop.protocol.amendment import Difference
from ucbnk_desktop.protocol.criteria.table import LIMITED
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.effects_view import EffectsView
from ucbnk_desktop.screens.theme import colours


class DifferencesView(QTextBrowser):
    """One row a difference: criterion, what it is, before, after."""

    def __init__(self, app: AppState, differences: Sequence[Difference], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._differences = app, tuple(differences)
        self.setStyleSheet("QTextBrowser { border: none; background: transparent; padding: 0; }")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("What the amendment changes"))
        self.setHtml(self.html())

    def html(self) -> str:
        """The table as rich text."""
        head = self._row(self.tr("Criterion"), self.tr("What"), self.tr("Before"), self.tr("After"), head=True)
        rows = "".join(self._difference(difference) for difference in self._differences)
        return f'<table width="100%" cellspacing="0" cellpadding="5">{head}{rows}</table>'

    def _difference(self, one: Difference) -> str:
        name = wording.say(f"limit_{one.what}" if one.what in LIMITED else f"criterion_{one.what}",
                           self._app.language)
        return self._row(
            self._app.say(criterion_name(one.criterion)), name,
            one.before or labels.NOTHING, one.after or labels.NOTHING,
        )

    def _row(self, *cells: str, head: bool = False) -> str:
        palette = colours(self._app.dark)
        style = f"color:{palette.soft_ink if head else palette.ink}; border-bottom:1px solid {palette.line}"
        shown = [escape(cell) for cell in cells]
        if not head:
            shown[-1] = f"<b>{shown[-1]}</b>"
        return "<tr>" + "".join(f'<td style="{style}">{cell}</td>' for cell in shown) + "</tr>"


Asked = Callable[[str], Effect | None]
"""What would change for a participant; None where the version would not concern them."""


class VersionEffects(EffectsView):
    """The participants concerned by a version, with their verdicts before and after."""

    def show_version(self, version: str, codes: Iterable[str], asked: Asked) -> None:
        """Begin to work out what judging `codes` by `version` would change, as `asked` answers."""
        self._asked, self._version, self._codes = asked, version, tuple(codes)
        self.show_again()

    def show_again(self) -> None:
        """Work out anew what was asked last."""
        self.concerned_codes = list[str]()
        self.show_effects({"version": self._version})
        self._left = list(self._codes)[::-1]
        self._whole = len(self._left)

    def _effect(self, code: str) -> Effect | None:
        effect = self._asked(code)
        if effect is not None:
            self.concerned_codes.append(code)
        return effect

    def words(self) -> str:
        """How many would be judged by the version, and what that changes."""
        concerned = len(self.concerned_codes)
        if not concerned:
            return self.tr("Nobody already in the study would be judged by it.")
        sentence = self.tr("1 participant would be judged by it.") if concerned == 1 else labels.filled(
            self.tr("%1 participants would be judged by it."), concerned)
        return f"{sentence}\n{super().words()}"
