"""What the form pages ask of the open participant: checks, derived laboratory results, words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from ucbnk_desktop import casebook
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.display import explain
from ucbnk_desktop.forms.edit_checks.check import check
from ucbnk_desktop.protocol.judgement_basis import FORM as JUDGEMENTS
from ucbnk_desktop.protocol.verdicts import Reason
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.entry.entry_services import CheckResult, GradeWords, Rows, Stage
from ucbnk_desktop.screens.theme import Colours, colours
from ucbnk_desktop.wording import Language, Text

from .signing_block import Signing, signing

_SEVERITY = {0: "met", 1: "wait", 2: "wait", 3: "stop", 4: "stop", 5: "stop"}


class ParticipantServices:
    """Knows which participant and entry is open; `open` is told whenever that changes."""

    def __init__(self, app: AppState) -> None:
        self._app = app
        self._code, self._form = "", ""
        self._entry: int | None = None
        # Cache: 3.8 ms, each key on the page of judgements; dropped when an entry is opened, as after every save.
        self._judging_cache: Mapping[str, casebook.JudgementQuestion] | None = None

    def open(self, code: str, form: str, entry: int | None) -> None:
        """From now on the questions are about `entry` of `form` of participant `code`."""
        self._code, self._form, self._entry = code, form, entry
        self._judging_cache = None

    @property
    def language(self) -> Language:
        """The language of labels and messages now."""
        return self._app.language

    @property
    def colours(self) -> Colours:
        """The colours in force now."""
        return colours(self._app.dark)

    def today(self) -> date:
        """Today at the study site."""
        return self._app.today()

    def explain(self, reason: Reason) -> str:
        """`reason` as a sentence in the language of now."""
        return explain(reason, self._app.forms, self._app.language)

    def check(
        self, definition: FormDefinition, values: Mapping[str, str], rows: Rows, stage: Stage
    ) -> Sequence[CheckResult]:
        """What is wrong with, or strange in, an entry as typed."""
        if not self._app.has_study:
            return ()
        book, draft = self._app.casebook, casebook.EntryDraft(definition.key, self._entry, values)
        context = book.check_context(self._code, definition.key, self._entry, stage=stage)
        if self._leaves_void_answers(values):
            context = replace(context, void={})
        findings = check(definition, values, {key: tuple(table) for key, table in rows.items()}, context)
        return (*findings, *book.asks(self._code, draft))

    def derive(self, key: str, values: Mapping[str, str]) -> GradeWords:
        """What follows from the laboratory result `key` standing in `values` with its unit and limits."""
        if not self._app.has_study:
            return GradeWords()
        grading = self._app.casebook.derived(self._code, self._form, values, entry=self._entry).get(key)
        if grading is None:
            return GradeWords()
        return GradeWords(
            grading.times_uln, grading.grade, _SEVERITY.get(-1 if grading.number is None else grading.number, "gap")
        )

    # -- for the companions of a form

    @property
    def entry_ref(self) -> tuple[str, str, int | None]:
        """Whose entry of which form is open."""
        return self._code, self._form, self._entry

    def hint(self, values: Mapping[str, str]) -> Text:
        """Quiet help for the open form as typed."""
        if not self._is_open:
            return Text("", "")
        return self._app.casebook.hint(self._code, self._form, values, entry=self._entry)

    def infusion(self, values: Mapping[str, str], rows: Rows) -> casebook.Figures:
        """What follows from the open infusion as typed."""
        if not self._is_open:
            return casebook.Figures()
        return self._app.casebook.infusion_figures(self._code, values, rows, entry=self._entry)

    def judging(self) -> Mapping[str, casebook.JudgementQuestion]:
        """The questions to the investigator by their field, as the record stands; none beside another form."""
        if not self._is_open or self._form != JUDGEMENTS:
            return {}
        if self._judging_cache is None:
            self._judging_cache = self._app.casebook.judging(self._code)
        return self._judging_cache

    def signing(self) -> Signing | None:
        """What the investigator's confirmation would cover now, in words; None beside another form."""
        return signing(self._app, self._code) if self._is_open and self._form == "eligibility" else None

    def void_words(self, asking: casebook.JudgementQuestion) -> str:
        """That an answer was given before facts of its row changed."""
        return self.explain(Reason.of("field_judged_before", on=asking.on, fields=asking.changed))

    def _leaves_void_answers(self, values: Mapping[str, str]) -> bool:
        """Whether void answers may stay as they are: who only prepares the page is not asked whether they hold.

        Whoever touches the signature is.
        """
        if self._form != JUDGEMENTS or casebook.allows(self._app.user, casebook.Action.SIGN):
            return False
        entries = self._app.study.entries(self._code, self._form)
        saved = next((entry for entry in entries if entry.number == self._entry), None)
        return saved is None or all(saved.values[key] == values.get(key, "") for key in ("judged_by", "judged_on"))

    @property
    def _is_open(self) -> bool:
        return self._app.has_study and bool(self._code)
