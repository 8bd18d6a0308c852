"""The participants of one study put to the protocol: verdicts, next steps, due dates, and the steps they allow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.findings import CheckContext, Rows, Stage
from ucbnk_desktop.paper.sheet import Receipt, Sheet, Stamp
from ucbnk_desktop.protocol.dates import completed_years
from ucbnk_desktop.protocol.eligibility import assess
from ucbnk_desktop.protocol.facts import Facts
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import Assessment, Outcome, Verdict
from ucbnk_desktop.records.changes import Change, ChangeKind
from ucbnk_desktop.records.entries import Prompted, RowDraft
from ucbnk_desktop.records.store import Store
from ucbnk_desktop.wording import Text

from . import derived, earlier, gates, hints, infused, infusions, path, sheets, standing
from .chart import Chart, dated, gather, laid_over, recorded_on
from .infused import Course, Figures
from .shapes import Derived, EntryDraft, InfusionState, StepState, Summary
from .words import worded

_NO_FACTS = frozenset({"eligibility"})
_ADULT = 18


@dataclass(slots=True)
class _Known:
    """What was computed of one participant since her last change, by the day it was computed for."""

    chart: Chart
    assessments: dict[date, Assessment] = field(default_factory=dict)
    stale: dict[date, bool] = field(default_factory=dict)


class Casebook:
    """One study's participants put to the protocol.

    Everything is derived on asking and kept until the store tells of a change; nothing derived is ever stored.
    `today` answers the calendar day at the study site. Codes of participants that do not exist raise KeyError.
    """

    def __init__(
        self, store: Store, forms: Mapping[str, FormDefinition], pack: ProtocolPack, today: Callable[[], date]
    ) -> None:
        self.store, self.forms, self.pack, self.today = store, forms, pack, today
        self._known: dict[str, _Known] = {}
        self._decided: tuple[Settings, Rulings] | None = None
        self._last_derived: tuple[object, Mapping[str, Derived]] | None = None
        store.watch(self._forget)

    # -- the study's decisions

    def settings(self) -> Settings:
        """The study settings as decided; what is not decided is unset."""
        return self._decisions()[0]

    def rulings(self) -> Rulings:
        """The rulings of the principal investigator; what is not decided is open."""
        return self._decisions()[1]

    # -- one participant

    def facts(self, code: str, draft: EntryDraft | None = None) -> Facts:
        """What is known of `code`; with `draft`, as if it were saved already."""
        chart = self._chart(code)
        return chart.facts if draft is None else laid_over(chart, draft, self.forms, today=self.today())

    def assessment(self, code: str, *, day: date | None = None, draft: EntryDraft | None = None) -> Assessment:
        """All criteria on `day`: today, once enrolled the day of enrolment, after a screen failure the day of that.

        ELIGIBLE only where the investigator confirmed exactly this assessment; a later change makes it ready to sign
        again at best.
        """
        on = day or self._day_of_judgement(code)
        if draft is not None:
            return self._judged(code, self.facts(code, draft), on)
        kept = self._of(code).assessments
        if on not in kept:
            kept[on] = self._judged(code, self.facts(code), on)
        return kept[on]

    def confirmation_stale(self, code: str) -> bool:
        """Whether eligibility was confirmed and what it rested on has changed since; that days pass is no change."""
        known, found = self._of(code), self.assessment(code)
        if known.chart.text("eligibility", "confirmed") != "yes":
            return False
        if found.as_of not in known.stale:
            known.stale[found.as_of] = not self._confirmed(known.chart, found, known.chart.facts)
        return known.stale[found.as_of]

    def summary(self, code: str) -> Summary:
        """The participant in a line."""
        return standing.summary(standing.Position(
            chart=self._chart(code), forms=self.forms, assessment=self.assessment(code), path=self.path(code),
            schedule=self.schedule(code), stale=self.confirmation_stale(code), today=self.today(),
        ))

    def path(self, code: str) -> tuple[StepState, ...]:
        """The eight stations with their forms."""
        return path.stations(path.Ground(
            self._chart(code), self.forms, self.assessment(code), self.schedule(code), self.confirmation_stale(code),
        ))

    def schedule(self, code: str) -> tuple[InfusionState, ...]:
        """The eight infusions."""
        planned = self.assessment(code).planned_start
        return infusions.schedule(self._chart(code), self.settings(), planned_start=planned, today=self.today())

    def previous(self, code: str, form: str, entry: int | None) -> Mapping[str, tuple[str, date]]:
        """The last text of each field in an earlier entry, and its day; `entry` None for a new one."""
        return earlier.previous(self._chart(code), self.forms, form, entry)

    def check_context(self, code: str, form: str, entry: int | None, *, stage: Stage = "save") -> CheckContext:
        """What the checks of `form` need to know of `code`; `stage` is `leave` or `save`."""
        return earlier.check_context(
            self._chart(code), self.forms, form, entry, today=self.today(), stage=stage,
        )

    def derived(
        self, code: str, form: str, values: Mapping[str, str], *, entry: int | None = None
    ) -> Mapping[str, Derived]:
        """Multiples of the upper limit and grades of the laboratory results in `values`, by field key."""
        asked = (code, form, entry, frozenset(values.items()))
        if self._last_derived is None or self._last_derived[0] != asked:
            self._last_derived = asked, self._derive(code, form, values, entry)
        return self._last_derived[1]

    def hint(self, code: str, form: str, values: Mapping[str, str]) -> Text:
        """Quiet help while `form` is filled with `values`: who signs at this age, which scale applies on the day."""
        return hints.hint(self._chart(code), form, values, self.settings(), today=self.today())

    def infusion_figures(
        self, code: str, values: Mapping[str, str], rows: Rows, *, entry: int | None = None
    ) -> Figures:
        """What follows from an infusion as typed: plan, dose arithmetic, minutes, limits, the curve of vital signs."""
        chart, number = self._chart(code), values.get("infusion_number", "")
        course = Course(
            participant=code, level=chart.text("enrolment", "dose_level"),
            state=next((each for each in self.schedule(code) if str(each.number) == number), None),
            last_weight=self.previous(code, "infusion", entry).get("weight_kg"),
        )
        return infused.figures(self.forms["infusion"], values, rows, course, self.settings(), today=self.today())

    # -- the steps the protocol guards

    def refusals(self, code: str) -> tuple[Verdict, ...]:
        """The criteria that stand against enrolment now, in protocol order."""
        return gates.against(self.assessment(code))

    def confirm(self, code: str, values: Mapping[str, str]) -> Change:
        """Record the investigator's confirmation of the assessment as it stands now; it supersedes an earlier one.

        The digest is filled in here. `confirmed` "no" may be recorded at any time; anything else needs every criterion
        satisfied, else ConfirmationRefused.
        """
        assessment = self.assessment(code)
        given = {"confirmed": "yes", **values, "assessment_digest": assessment.digest}
        if given["confirmed"] == "yes":
            gates.check_confirmation(self._chart(code), assessment)
        return self.store.confirm(code, given)

    def enrol(self, code: str, values: Mapping[str, str]) -> Change:
        """Enrol the participant; EnrolmentRefused with the criteria and reasons that stand against it."""
        try:
            day = date.fromisoformat(values.get("enrolled_on", ""))
        except ValueError:
            day = self.today()
        study = gates.Study(self.pack, self.settings(), self._enrolled())
        gates.check_enrolment(
            self._chart(code), self.assessment(code, day=day), values, study, today=self.today(),
            stale=self.confirmation_stale(code),
        )
        return self.store.enrol(code, values)

    def save(
        self, code: str, draft: EntryDraft, rows: Mapping[str, Sequence[RowDraft]], *, reason: str = "",
        confirmations: Mapping[str, str] | None = None, prompted: Mapping[str, Prompted] | None = None,
    ) -> Change:
        """Keep what was typed by the verb that fits: confirm, enrol, record or correct; Refused where it may not be.

        `rows` are those of `draft` with their numbers; `reason`, `confirmations` and `prompted` go to the store as they
        are.
        """
        if draft.form == "eligibility":
            return self.confirm(code, draft.values)
        if draft.form == "enrolment" and draft.entry is None:
            return self.enrol(code, draft.values)
        if draft.form == "infusion":
            gates.check_infusion(self._chart(code), draft)
        asked, first = confirmations or {}, prompted or {}
        if draft.entry is None:
            return self.store.record(
                code, draft.form, draft.values, rows=rows, confirmations=asked, prompted=first,
            )
        return self.store.correct(
            code, draft.form, draft.entry, draft.values, rows=rows, reason=reason, confirmations=asked, prompted=first,
        )

    # -- paper

    def sheets(
        self, code: str, forms: Iterable[str] | None = None, *, blank: bool = False
    ) -> tuple[Sheet, ...]:
        """The entries of `forms` (all that may be printed) as they go to paper; `blank`: the empty forms.

        The criteria come without an entry too: while nobody has confirmed them, once anything was screened or when
        they are named. PaperFault, in words, where a form is named that identifies a person.
        """
        chosen = sheets.chosen(self.forms, forms)
        if blank:
            return tuple(sheets.blank(self.forms[key]) for key in chosen)
        stored = self.store.all_entries(code)
        changes = sheets.corrections(self.store.history(participant=code))
        found: list[Sheet] = []
        for key in chosen:
            entries = stored.get(key, ())
            found += (self._sheet(code, sheets.filled(
                self.forms[key], entry, changes, self.derived(code, key, entry.values, entry=entry.number),
            )) for entry in entries)
            wanted = key == "eligibility" and (forms is not None or sheets.screened(self.forms, stored))
            if wanted and all(entry.struck for entry in entries):
                found.append(self._sheet(code, Sheet(self.forms[key], confirmation="unconfirmed")))
        return tuple(found)

    def stamp(self, code: str, *, at: datetime, by: str) -> Stamp:
        """What stands around every page printed `at` this moment; `code` "" for blank forms.

        The number of the copy counts what was printed of the participant before, as `printed` noted it.
        """
        study, head = self.store.study, self.store.head
        before = [row for row in self.store.history(participant=code) if row.operation == "printed"] if code else []
        return Stamp(
            protocol_title=worded("book_protocol_title"), site=worded("book_site"), pack_version=self.pack.version,
            participant=code, demonstration=study.demonstration, printed_at=at, printed_by=by,
            head_sequence=head.sequence, head_digest=head.short, copy=len(before) + 1,
        )

    def printed(self, code: str, receipt: Receipt) -> Change:
        """Note in the history that something was printed: file, pages and SHA-256."""
        detail = f"{receipt.path} · {receipt.pages} · {receipt.sha256}"
        return self.store.note("printed", participant=code, detail=detail)

    # -- inside

    def _derive(
        self, code: str, form: str, values: Mapping[str, str], entry: int | None
    ) -> Mapping[str, Derived]:
        chart, today = self._chart(code), self.today()
        born = earlier.birth_date(chart)
        baseline = derived.baseline_of(chart, entry) if form == "laboratory" else None
        return derived.derived(
            self.forms[form], values, self.settings(), baseline=baseline, today=today,
            child=born is None or completed_years(born, today) < _ADULT,
        )

    def _sheet(self, code: str, sheet: Sheet) -> Sheet:
        """`sheet` with the study's decisions, and the assessment where it is printed."""
        key, decisions = sheet.definition.key, {**self.settings().values, **self.rulings().values}
        if sheet.struck is not None or key not in {"eligibility", *sheets.RESTED_ON}:
            return replace(sheet, decisions=decisions)
        stale = key == "eligibility" and not sheet.confirmation and self.confirmation_stale(code)
        return replace(
            sheet, assessment=self.assessment(code), decisions=decisions,
            confirmation="stale" if stale else sheet.confirmation,
        )

    def _assess(self, facts: Facts, day: date) -> Assessment:
        known = {form: entries for form, entries in facts.entries.items() if form not in _NO_FACTS}
        return assess(Facts(known), day=day, pack=self.pack, settings=self.settings(), rulings=self.rulings())

    def _judged(self, code: str, facts: Facts, day: date) -> Assessment:
        """The assessment of `facts`, ELIGIBLE where it is what the investigator confirmed."""
        found = self._assess(facts, day)
        if found.outcome is Outcome.READY_TO_SIGN and self._confirmed(self._chart(code), found, facts):
            return replace(found, outcome=Outcome.ELIGIBLE)
        return found

    def _confirmed(self, chart: Chart, found: Assessment, facts: Facts) -> bool:
        """Whether the confirmation covers `facts`: they give the digest that was confirmed, today or on that day."""
        entry = chart.one("eligibility")
        if entry is None or entry.values["confirmed"] != "yes":
            return False
        signed, then = entry.values["assessment_digest"], recorded_on(entry)
        return signed == found.digest or (then != found.as_of and signed == self._assess(facts, then).digest)

    def _day_of_judgement(self, code: str) -> date:
        chart = self._chart(code)
        closed = chart.one("enrolment") or chart.one("end_of_study")
        return self.today() if closed is None else dated(closed)

    def _chart(self, code: str) -> Chart:
        return self._of(code).chart

    def _of(self, code: str) -> _Known:
        if code not in self._known:
            if all(participant.code != code for participant in self.store.participants()):
                raise KeyError(code)
            chart = gather(code, self.store.all_entries(code), self.forms, today=self.today())
            self._known[code] = _Known(chart)
        return self._known[code]

    def _enrolled(self) -> int:
        return sum(
            self._chart(participant.code).one("enrolment") is not None for participant in self.store.participants()
        )

    def _decisions(self) -> tuple[Settings, Rulings]:
        if self._decided is None:
            values = {identifier: decision.value for identifier, decision in self.store.decisions().items()}
            self._decided = Settings(values), Rulings(values)
        return self._decided

    def _forget(self, change: Change) -> None:
        if change.kind in (ChangeKind.NOTED, ChangeKind.UNCHANGED):
            return
        self._last_derived = None
        if change.participant is None:
            self._known.clear()
            self._decided = None
        else:
            self._known.pop(change.participant, None)
