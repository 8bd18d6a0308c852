"""Verdicts in words: the line of a criterion on the board, its reasons, its data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.display import criterion_name, explain_together, label_of, state_word, together, value_of
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.verdicts import Evidence, FieldRef, Reason, State, Verdict
from ucbnk_desktop.screens.widgets.marks import TONES, Tone
from ucbnk_desktop.wording import Language

_COLON = {Language.ZH: "：", Language.EN: ": "}


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
        reasons = self.reasons(verdict)
        short = self.short(verdict.criterion)
        main, rest = (reasons[0], reasons[1:]) if reasons else (short, ())
        if verdict.state is State.NEEDS_PI and reasons:
            main = f"{short}{_COLON[self.language]}{main}"
        named = not reasons or verdict.state is State.NEEDS_PI
        sub = next(iter(rest), "") or self._second(verdict, "" if named else short)
        return BoardRow(verdict.criterion, TONES[verdict.state], criterion_name(verdict.criterion).in_(self.language),
                        main, sub, state_word(verdict.state).in_(self.language))

    def _second(self, verdict: Verdict, short: str) -> str:
        days = [evidence.on for evidence in verdict.evidence if evidence.on is not None]
        return " · ".join(part for part in (max(days).isoformat() if days else "", short) if part)


class VerdictWords:
    """Verdicts as rows, each put into words once: a key changes one verdict or two, never all of them."""

    def __init__(self) -> None:
        self._explainer: Explainer | None = None
        # Cache: 1.6 of 8.0 ms, a key until the board is painted; dropped with language or protocol.
        self._row_cache: dict[str, tuple[Verdict, BoardRow]] = {}

    def speak(self, explainer: Explainer) -> None:
        """From now on use the words of `explainer`."""
        before, self._explainer = self._explainer, explainer
        same = before is not None and before.forms is explainer.forms and before.pack is explainer.pack
        if before is None or not same or before.language is not explainer.language:
            self._row_cache.clear()

    def row(self, verdict: Verdict) -> BoardRow:
        """`verdict` as a row."""
        cached = self._row_cache.get(verdict.criterion)
        if cached is None or cached[0] != verdict:
            assert self._explainer is not None
            cached = self._row_cache[verdict.criterion] = verdict, self._explainer.row(verdict)
        return cached[1]
