"""A judged case as lines of text: the outcome, then every criterion with its reasons, evidence and dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.display import explain, label_of, outcome_word, state_word, value_of
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.verdicts import Assessment, Evidence, FieldRef, State, Verdict
from ucbnk_desktop.wording import Language, say

from .case import JudgedCase
from .case_files import Library

_INDENT = "      "


def told(judged: JudgedCase, library: Library, language: Language) -> Iterator[str]:
    """The lines of one case."""
    yield from _Teller(library.forms, library.pack, language).lines(judged)


class _Teller:
    """Says an assessment in one language."""

    def __init__(self, forms: Mapping[str, FormDefinition], pack: ProtocolPack, language: Language) -> None:
        self.forms, self.pack, self.language = forms, pack, language

    def lines(self, judged: JudgedCase) -> Iterator[str]:
        case, assessment = judged.case, judged.assessment
        yield self._said("case_head", id=case.id, name=case.name.in_(self.language))
        yield self._said(
            "case_circumstances", file=case.place.file, line=case.place.line, day=case.day.isoformat(),
            planned=_or_dash(assessment.planned_start), version=assessment.pack_version,
        )
        yield self._outcome(assessment)
        for remark in judged.remarks:
            yield self._said("case_remark", remark=explain(remark, self.forms, self.language))
        for verdict in assessment.verdicts:
            yield from self._verdict(verdict, judged)
        if case.infusion_day is not None:
            yield self._said("case_infusion_day", day=case.infusion_day.isoformat())
        for verdict in judged.at_infusion:
            yield from self._verdict(verdict, judged)
        yield ""

    def _outcome(self, found: Assessment) -> str:
        return self._said(
            "case_outcome", outcome=outcome_word(found.outcome).in_(self.language),
            earliest=self._limited(found.earliest, found.earliest_by),
            latest=self._limited(found.latest, found.latest_by),
        )

    def _limited(self, day: date | None, by: Iterable[str]) -> str:
        names = ", ".join(by)
        return f"{day.isoformat()} ({names})" if day is not None else "—"

    def _verdict(self, verdict: Verdict, judged: JudgedCase) -> Iterator[str]:
        criterion = self.pack.criteria[verdict.criterion]
        short = criterion.short_zh if self.language is Language.ZH else criterion.short_en
        state = state_word(verdict.state).in_(self.language)
        days = "  ".join(self._days(verdict))
        yield f"{verdict.criterion:<6}{state}  {short}{f'  {days}' if days else ''}"
        if verdict.criterion not in self.pack.lines:
            return
        for reason in verdict.reasons:
            yield _INDENT + explain(reason, self.forms, self.language)
        for evidence in verdict.evidence:
            yield _INDENT + self._evidence(evidence)
        if verdict.missing:
            yield _INDENT + self._said("case_missing", fields=self._fields(verdict.missing))
        yield from self._decisions(verdict, judged)

    def _days(self, verdict: Verdict) -> Iterator[str]:
        for name, day in (
            ("first_ok", verdict.first_ok), ("clears_on", verdict.clears_on), ("valid_until", verdict.valid_until),
        ):
            if day is not None:
                yield f"{say(f'case_expected_{name}', self.language)} {day.isoformat()}"

    def _evidence(self, one: Evidence) -> str:
        ref = FieldRef(one.source.form, one.source.field)
        label = label_of(ref, self.forms, self.language)
        limit = self._said("case_limit", limit=one.limit) if one.limit is not None else ""
        on = f"  {one.on.isoformat()}" if one.on is not None else ""
        shown = value_of(ref, one.shown, self.forms, self.language)
        return f"· {self.forms[ref.form].title.in_(self.language)} / {label}：{shown}{limit}{on}"

    def _fields(self, refs: Iterable[FieldRef]) -> str:
        comma = "、" if self.language is Language.ZH else ", "
        return comma.join(dict.fromkeys(label_of(ref, self.forms, self.language) for ref in refs))

    def _decisions(self, verdict: Verdict, judged: JudgedCase) -> Iterator[str]:
        """The rulings used with their values, and the settings that are unset."""
        decided = [
            f"{ruling} = {self._ruling(ruling, judged.case.rulings.get(ruling, ''))}" for ruling in verdict.rulings
        ]
        if verdict.state is State.NEEDS_PI:
            decided += [
                f"{setting} = {self._said('case_unset')}" for setting in verdict.settings
                if setting not in judged.case.settings
            ]
        if decided:
            yield _INDENT + "; ".join(decided)

    def _ruling(self, ruling: str, value: str) -> str:
        if not value:
            return self._said("case_unset")
        zh, en = self.pack.rulings[ruling].label(value)
        return zh if self.language is Language.ZH else en

    def _said(self, code: str, /, **arguments: object) -> str:
        return say(code, self.language, **arguments)


def _or_dash(day: date | None) -> str:
    return "—" if day is None else day.isoformat()
