"""The whole explanation of one criterion: its statement, every reason, every datum with its limit and its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from ucbnk_desktop.casebook import EntryDraft, Origin
from ucbnk_desktop.forms.decision_display import decision_answer, setting_words
from ucbnk_desktop.forms.display import criterion_name, data_of, state_word
from ucbnk_desktop.protocol.facts import Source
from ucbnk_desktop.protocol.judgement_basis import FORM as JUDGEMENTS
from ucbnk_desktop.protocol.verdicts import Evidence, FieldRef, Limit, Verdict
from ucbnk_desktop.records.model import Decision
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.theme import Colours, colours
from ucbnk_desktop.screens.verdict_words import Explainer
from ucbnk_desktop.screens.widgets import marks
from ucbnk_desktop.screens.widgets.marks import TONES, Tone
from ucbnk_desktop.wording import Text

_RULING = "ruling:"


@dataclass(frozen=True, slots=True)
class About:
    """Whose verdict is explained: `draft` is what is typed and not saved, `note` says which day was asked about."""

    code: str
    draft: EntryDraft | None = None
    note: str = ""


class WhyDialog(QDialog):
    """Says why a criterion stands as it does; a click on a datum goes to its field, one on a ruling to the ruling."""

    field_asked = Signal(str, str, object)
    ruling_asked = Signal(str)

    def __init__(
        self, app: AppState, verdict: Verdict, explainer: Explainer, parent: QWidget | None = None,
        *, about: About | None = None,
    ) -> None:
        super().__init__(parent)
        self._app, self._verdict, self._explainer = app, verdict, explainer
        self._about = about
        self._origins = self._read_origins()
        self._sources: list[tuple[str, str, int | None]] = []
        self.setWindowTitle(self.tr("Why"))
        self.resize(760, 600)
        text = QTextBrowser(self)
        text.setOpenLinks(False)
        text.setStyleSheet("QTextBrowser { border: none; background: transparent; padding: 0; }")
        text.anchorClicked.connect(self._follow)
        text.setHtml(self.html())
        title = QLabel(f"{app.say(criterion_name(verdict.criterion))} · {app.say(state_word(verdict.state))}", self)
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
        if about is not None and about.note:
            note = QLabel(about.note, self)
            note.setProperty("role", "chip")
            note.setProperty("state", "accent")
            column.addWidget(note)
        column.addWidget(text, 1)
        column.addLayout(foot)
        close.setFocus()

    def _read_origins(self) -> Mapping[Source, Origin]:
        about = self._about
        if about is None:
            return {}
        return self._app.casebook.origins(about.code, self._verdict, draft=about.draft)

    def html(self) -> str:
        """The explanation as rich text."""
        palette = colours(self._app.dark)
        return "".join(self._parts(palette))

    def _parts(self, palette: Colours) -> Iterator[str]:
        verdict = self._verdict
        criterion = self._explainer.pack.criteria[verdict.criterion]
        yield f'<p style="line-height:140%">{escape(criterion.zh)}</p>'
        yield f'<p style="line-height:140%; color:{palette.soft_ink}">{escape(criterion.en)}</p>'
        tone = marks.ink(palette, Tone.PLAIN if TONES[verdict.state] is Tone.GAP else TONES[verdict.state])
        yield _head(self.tr("Judged"), palette)
        yield f'<p style="color:{tone.name()}"><b>{escape(self._app.say(state_word(verdict.state)))}</b></p>'
        for reason in self._explainer.reasons(verdict):
            yield f"<p>{escape(reason)}</p>"
        yield from self._dates(verdict)
        yield from self._answered(verdict)
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
                yield f"<p>{escape(labels.filled(words, on.isoformat()))}</p>"

    def _evidence(self, verdict: Verdict, palette: Colours) -> Iterator[str]:
        if not verdict.evidence:
            return
        yield _head(self.tr("Rests on"), palette)
        yield '<table width="100%" cellspacing="0" cellpadding="5">'
        heads = [self.tr("Datum"), self.tr("Value"), self.tr("Limit"), self.tr("Date")]
        if self._origins:
            heads.append(self.tr("Recorded by"))
        yield _row(palette, *map(escape, heads), head=True)
        for evidence, days in data_of(verdict.evidence):
            cells = [self._link(evidence, palette), escape(self._datum(evidence)), escape(self._limit(evidence.limit)),
                     "<br>".join(labels.day(on) for on in days) or labels.NOTHING]
            if self._origins:
                cells.append(self._origin(evidence, palette))
            yield _row(palette, *cells)
        yield "</table>"

    def _datum(self, evidence: Evidence) -> str:
        origin = self._origins.get(evidence.source)
        unit = f" {origin.unit}" if origin is not None and origin.unit else ""
        return f"{self._explainer.value(evidence)}{unit}"

    def _limit(self, limit: Limit | None) -> str:
        """The limit as it is, its days in words."""
        if limit is None:
            return ""
        return f"{limit.sign} {labels.filled(self.tr('%1 days'), limit.number)}" if limit.unit == "d" else str(limit)

    def _origin(self, evidence: Evidence, palette: Colours) -> str:
        """Who recorded the datum, and when."""
        origin = self._origins[evidence.source]
        if origin.at is None:
            return escape(self.tr("typed, not saved"))
        words = f"{escape(origin.by)}<br>{labels.moment(origin.at)}"
        if origin.corrected:
            words += f" · {escape(self.tr('corrected'))}"
        return f'<span style="color:{palette.soft_ink}"><small>{words}</small></span>'

    def _answered(self, verdict: Verdict) -> Iterator[str]:
        """Who judged, and on which day, where the verdict rests on the investigator's answer."""
        if self._about is None or all(evidence.source.form != JUDGEMENTS for evidence in verdict.evidence):
            return
        judge = self._app.casebook.judge_of(self._about.code, draft=self._about.draft)
        words = labels.filled(self.tr("Answered by %1 on %2"), judge.by or labels.NOTHING, judge.on or labels.NOTHING)
        yield f"<p><b>{escape(words)}</b></p>"

    def _link(self, evidence: Evidence, palette: Colours) -> str:
        source = evidence.source
        return self._anchor(source.form, source.field, source.entry, palette)

    def _anchor(self, form: str, key: str, entry: int | None, palette: Colours) -> str:
        self._sources.append((form, key, entry))
        definition = self._app.forms.get(form)
        title = self._app.say(definition.title) if definition else form
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
        decided = self._app.study.decisions()
        for name in names:
            decision = decided.get(name)
            value = self._value(name, decision.value) if decision else self.tr("not decided")
            known = escape(name) if name in self._explainer.pack.rulings else ""  # rulings go by their id, settings not
            soft = f'<span style="color:{palette.soft_ink}"><small>{known}</small></span>'
            signed = _signed(decision, palette) if decision else ""
            yield f"<p>{self._decision(name, palette)}&nbsp; {soft}<br><b>{escape(value)}</b>{signed}</p>"

    def _decision(self, name: str, palette: Colours) -> str:
        """The question; that of a ruling leads to where it is decided."""
        question = escape(self._question(name))
        if name not in self._explainer.pack.rulings:
            return question
        return f'<a style="color:{palette.accent}; text-decoration:none" href="{_RULING}{escape(name)}">{question}</a>'

    def _value(self, name: str, value: str) -> str:
        pack, language = self._explainer.pack, self._app.language
        setting, ruling = pack.settings.get(name), pack.rulings.get(name)
        if setting is not None:
            return setting_words(setting, value).in_(language)
        return value if ruling is None else decision_answer(ruling, value, language)

    def _question(self, name: str) -> str:
        pack = self._explainer.pack
        setting, ruling = pack.settings.get(name), pack.rulings.get(name)
        if setting is not None:
            return Text(setting.zh, setting.en).in_(self._app.language)
        return "" if ruling is None else Text(*ruling.question).in_(self._app.language)

    def _follow(self, url: QUrl) -> None:
        if url.toString().startswith(_RULING):
            self.accept()
            self.ruling_asked.emit(url.toString().removeprefix(_RULING))
            return
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


def _signed(decision: Decision, palette: Colours) -> str:
    """In which version it was decided, by whom and when."""
    words = f"v{decision.version} · {decision.decided_by} · {labels.moment(decision.decided_at)}"
    return f'&nbsp; <span style="color:{palette.soft_ink}"><small>{escape(words)}</small></span>'


def _head(text: str, palette: Colours) -> str:
    return f'<p style="margin-top:14px; color:{palette.soft_ink}"><small>{escape(text)}</small></p>'


def _row(palette: Colours, *cells: str, head: bool = False) -> str:
    colour = palette.soft_ink if head else palette.ink
    style = f"color:{colour}; border-bottom:1px solid {palette.line}"
    inside = "".join(f'<td style="{style}">{cell}</td>' for cell in cells)
    return f"<tr>{inside}</tr>"
