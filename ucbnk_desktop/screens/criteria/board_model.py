"""The rows of the criterion board: which criteria are shown, in which order, and in which words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ucbnk_desktop.casebook import lines
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.display import explain_together, label_of, together, value_of
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.verdicts import Assessment, Evidence, FieldRef, Reason, State, Verdict, open_and_settled
from ucbnk_desktop.screens import labels
from ucbnk_desktop.screens.widgets.marks import TONES, Tone
from ucbnk_desktop.wording import Language

_URGENCY = (Tone.STOP, Tone.WAIT, Tone.GAP, Tone.JUDGE, Tone.MET, Tone.PLAIN)
_COLON = {Language.ZH: "：", Language.EN: ": "}
ANY_INDEX = QModelIndex | QPersistentModelIndex


class BoardRole(IntEnum):
    """What a row of the board hands to who paints it."""

    ROW = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One painted row; `criterion` is empty in the row that folds and unfolds what is settled."""

    criterion: str
    tone: Tone
    code: str
    main: str
    sub: str
    word: str


@dataclass(frozen=True, slots=True)
class Explainer:
    """What is needed to put a verdict into words."""

    forms: Mapping[str, FormDefinition]
    pack: ProtocolPack
    language: Language

    def short(self, criterion: str) -> str:
        """The criterion in a few words."""
        text = self.pack.criteria[criterion]
        return text.short_zh if self.language is Language.ZH else text.short_en

    def reasons(self, verdict: Verdict) -> tuple[str, ...]:
        """Every reason of `verdict`, in words."""
        return tuple(map(self._said, together(verdict.reasons)))

    def _said(self, group: Sequence[Reason]) -> str:
        try:
            return explain_together(group, self.forms, self.language)
        except KeyError:  # a code without words must not keep anybody from working
            return group[0].code

    def value(self, evidence: Evidence) -> str:
        """What was entered, in words."""
        ref = FieldRef(evidence.source.form, evidence.source.field)
        return value_of(ref, evidence.shown, self.forms, self.language)

    def field(self, form: str, key: str) -> str:
        """The label of a field or of a row's column; its key where the definition does not know it."""
        return label_of(FieldRef(form, key), self.forms, self.language)

    def row(self, verdict: Verdict) -> BoardRow:
        """`verdict` as a row of the board."""
        said = self.reasons(verdict)
        short = self.short(verdict.criterion)
        main, rest = (said[0], said[1:]) if said else (short, ())
        if verdict.state is State.NEEDS_PI and said:
            main = f"{short}{_COLON[self.language]}{main}"
        named = not said or verdict.state is State.NEEDS_PI
        sub = next(iter(rest), "") or self._second(verdict, "" if named else short)
        return BoardRow(verdict.criterion, TONES[verdict.state], labels.criterion(verdict.criterion),
                        main, sub, labels.state_word(verdict.state))

    def _second(self, verdict: Verdict, short: str) -> str:
        days = [evidence.on for evidence in verdict.evidence if evidence.on is not None]
        return " · ".join(part for part in (max(days).isoformat() if days else "", short) if part)


class VerdictWords:
    """Verdicts as rows, each put into words once: a key changes one verdict or two, never all of them."""

    def __init__(self) -> None:
        self._explainer: Explainer | None = None
        self._known: dict[str, tuple[Verdict, BoardRow]] = {}

    def speak(self, explainer: Explainer) -> None:
        """From now on use the words of `explainer`."""
        before, self._explainer = self._explainer, explainer
        same = before is not None and before.forms is explainer.forms and before.pack is explainer.pack
        if before is None or not same or before.language is not explainer.language:
            self._known.clear()

    def row(self, verdict: Verdict) -> BoardRow:
        """`verdict` as a row."""
        known = self._known.get(verdict.criterion)
        if known is None or known[0] != verdict:
            assert self._explainer is not None
            known = self._known[verdict.criterion] = verdict, self._explainer.row(verdict)
        return known[1]


class BoardModel(QAbstractListModel):
    """The rows of the board, those that are not settled first; the settled ones folded unless asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = VerdictWords()
        self._open: tuple[BoardRow, ...] = ()
        self._settled: tuple[Verdict, ...] = ()
        self._count = 0
        self._unfolded = False
        self._rows: tuple[BoardRow, ...] = ()

    def show_assessment(self, assessment: Assessment, explainer: Explainer) -> None:
        """Show `assessment`; only rows that changed are painted again where the order is the same."""
        open_ones, self._settled = open_and_settled(sorted(lines(assessment), key=_urgency))
        self._words.speak(explainer)
        self._open = tuple(self._words.row(verdict) for verdict in open_ones)
        self._count = assessment.tally().settled
        self._update()

    def clear(self) -> None:
        """Show nothing."""
        self._open, self._settled = (), ()
        self._update()

    def fold(self) -> None:
        """Fold the settled rows, or unfold them."""
        self._unfolded = not self._unfolded
        self._update()

    @property
    def unfolded(self) -> bool:
        """Whether the settled rows are shown."""
        return self._unfolded

    def row_of(self, criterion: str) -> int:
        """The position of `criterion`, -1 where it is not shown."""
        return next((n for n, row in enumerate(self._rows) if row.criterion == criterion), -1)

    def row(self, index: ANY_INDEX) -> BoardRow | None:
        """The row at `index`."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def rowCount(self, parent: ANY_INDEX = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Qt: the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Qt: the row for who paints, its words for who listens."""
        row = self.row(index)
        if row is None:
            return None
        if role == BoardRole.ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " ".join(part for part in (row.code, row.word, row.main, row.sub) if part)
        if role == Qt.ItemDataRole.ToolTipRole and row.criterion:
            return f"{row.code} · {row.word}"
        return None

    def _update(self) -> None:
        rows = tuple(self._arranged())
        before = self._rows
        if [row.criterion for row in rows] != [row.criterion for row in before]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        self._rows = rows
        for number in _changed(before, rows):
            self.dataChanged.emit(self.index(number), self.index(number))

    def _arranged(self) -> Iterator[BoardRow]:
        yield from self._open
        if not self._settled:
            return
        if self._unfolded or not self._open:
            yield from map(self._words.row, self._settled)
        if self._open:
            yield self._folding()

    def _folding(self) -> BoardRow:
        if self._unfolded:
            text = self.tr("Hide the settled ones ▴")
        else:
            text = labels.filled(self.tr("%1 more settled ▾"), self._count)
        return BoardRow("", Tone.PLAIN, "", text, "", "")


def _urgency(verdict: Verdict) -> int:
    return _URGENCY.index(TONES[verdict.state])


def _changed(before: Sequence[BoardRow], after: Sequence[BoardRow]) -> Iterator[int]:
    return (number for number, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1])
