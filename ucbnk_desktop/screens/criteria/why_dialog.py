"""The whole explanation of one criterion: its statement, every reason, every datum with its limit and its source."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from ucbnk_desktop.protocol.verdicts import Evidence, FieldRef, Verdict
from ucbnk_desktop.screens import marks, texts
from ucbnk_desktop.screens.decision_dialog import Definition, answer, question
from ucbnk_desktop.screens.marks import TONES, Tone
from ucbnk_desktop.screens.session import Session
from ucbnk_desktop.screens.theme import Colours, colours

from .board_model import Explainer


class WhyDialog(QDialog):
    """Says why a criterion stands as it does; a click on a datum goes to its field."""

    field_asked = Signal(str, str, object)

    def __init__(
        self, session: Session, verdict: Verdict, explainer: Explainer, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._verdict, self._explainer = session, verdict, explainer
        self._sources: list[tuple[str, str, int | None]] = []
        self.setWindowTitle(self.tr("Why"))
        self.resize(680, 560)
        text = QTextBrowser(self)
        text.setOpenLinks(False)
        text.setStyleSheet("QTextBrowser { border: none; background: transparent; padding: 0; }")
        text.anchorClicked.connect(self._follow)
        text.setHtml(self.html())
        title = QLabel(f"{texts.criterion(verdict.criterion)} · {texts.state_word(verdict.state)}", self)
        title.setProperty("role", "cardtitle")
        close = QPushButton(self.tr("Close"), self)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(text, 1)
        column.addLayout(foot)
        close.setFocus()

    def html(self) -> str:
        """The explanation as rich text."""
        palette = colours(self._session.dark)
        return "".join(self._parts(palette))

    def _parts(self, palette: Colours) -> Iterator[str]:
        verdict = self._verdict
        criterion = self._explainer.pack.criteria[verdict.criterion]
        yield f'<p style="line-height:140%">{escape(criterion.zh)}</p>'
        yield f'<p style="line-height:140%; color:{palette.soft_ink}">{escape(criterion.en)}</p>'
        tone = marks.ink(palette, Tone.PLAIN if TONES[verdict.state] is Tone.GAP else TONES[verdict.state])
        yield _head(self.tr("Judged"), palette)
        yield f'<p style="color:{tone.name()}"><b>{escape(texts.state_word(verdict.state))}</b></p>'
        for reason in self._explainer.reasons(verdict):
            yield f"<p>{escape(reason)}</p>"
        yield from self._dates(verdict)
        yield from self._evidence(verdict, palette)
        yield from self._missing(verdict, palette)
        yield from self._decisions(verdict, palette)

    def _dates(self, verdict: Verdict) -> Iterator[str]:
        for words, on in (
            (self.tr("First holds on %1"), verdict.first_ok),
            (self.tr("Would clear on %1"), verdict.clears_on),
            (self.tr("Results valid until %1"), verdict.valid_until),
        ):
            if on is not None:
                yield f"<p>{escape(texts.filled(words, on.isoformat()))}</p>"

    def _evidence(self, verdict: Verdict, palette: Colours) -> Iterator[str]:
        if not verdict.evidence:
            return
        yield _head(self.tr("Rests on"), palette)
        yield '<table width="100%" cellspacing="0" cellpadding="5">'
        yield _row(palette, self.tr("Datum"), self.tr("Value"), self.tr("Limit"), self.tr("Date"), head=True)
        for evidence in verdict.evidence:
            yield _row(palette, self._link(evidence, palette), escape(evidence.shown), escape(evidence.limit),
                       texts.day(evidence.on))
        yield "</table>"

    def _link(self, evidence: Evidence, palette: Colours) -> str:
        source = evidence.source
        return self._anchor(source.form, source.field, source.entry, palette)

    def _anchor(self, form: str, key: str, entry: int | None, palette: Colours) -> str:
        self._sources.append((form, key, entry))
        definition = self._session.forms.get(form)
        title = self._session.say(definition.title) if definition else form
        number = f" {entry}" if entry is not None and definition and definition.repeats else ""
        words = f"{self._explainer.field(form, key)} · {title}{number}"
        style = f"color:{palette.accent}; text-decoration:none"
        return f'<a style="{style}" href="{len(self._sources) - 1}">{escape(words)}</a>'

    def _missing(self, verdict: Verdict, palette: Colours) -> Iterator[str]:
        if not verdict.missing:
            return
        yield _head(self.tr("Missing"), palette)
        for ref in verdict.missing:
            yield f"<p>{self._anchor(ref.form, ref.field, None, palette)}</p>"

    def _decisions(self, verdict: Verdict, palette: Colours) -> Iterator[str]:
        names = (*verdict.rulings, *verdict.settings)
        if not names:
            return
        yield _head(self.tr("Study decisions used"), palette)
        decided = self._session.store.decisions()
        for name in names:
            decision = decided.get(name)
            value = self._value(name, decision.value) if decision else self.tr("not decided")
            soft = f'<span style="color:{palette.soft_ink}"><small>{escape(name)}</small></span>'
            yield f"<p>{escape(self._question(name))}&nbsp; {soft}<br><b>{escape(value)}</b></p>"

    def _definition(self, name: str) -> Definition | None:
        pack = self._explainer.pack
        return pack.rulings.get(name) or pack.settings.get(name)

    def _value(self, name: str, value: str) -> str:
        definition = self._definition(name)
        return value if definition is None else answer(definition, value, self._session.language)

    def _question(self, name: str) -> str:
        definition = self._definition(name)
        return "" if definition is None else question(definition, self._session.language)

    def _follow(self, url: QUrl) -> None:
        form, key, entry = self._sources[int(url.toString())]
        self.accept()
        self.field_asked.emit(form, key, entry)


def target(verdict: Verdict) -> tuple[str, str, int | None] | None:
    """The field to go to for `verdict`: what is missing, else the datum it rests on."""
    if verdict.missing:
        ref: FieldRef = verdict.missing[0]
        return ref.form, ref.field, None
    if verdict.evidence:
        source = verdict.evidence[-1].source
        return source.form, source.field, source.entry
    return None


def _head(text: str, palette: Colours) -> str:
    return f'<p style="margin-top:14px; color:{palette.soft_ink}"><small>{escape(text)}</small></p>'


def _row(palette: Colours, *cells: str, head: bool = False) -> str:
    colour = palette.soft_ink if head else palette.ink
    style = f"color:{colour}; border-bottom:1px solid {palette.line}"
    inside = "".join(f'<td style="{style}">{cell}</td>' for cell in cells)
    return f"<tr>{inside}</tr>"
