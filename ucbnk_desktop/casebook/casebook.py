"""The participants of one study put to the protocol: verdicts, next steps, due dates, what stands against a step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeAlias

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.forms.edit_checks.dates import day_kept
from ucbnk_desktop.forms.edit_checks.result import CheckContext, CheckResult, Rows, Stage
from ucbnk_desktop.paper.print_data import Decided, Sheet, Stamp
from ucbnk_desktop.protocol.dates import completed_years
from ucbnk_desktop.protocol.eligibility import assess
from ucbnk_desktop.protocol.evaluation import VerdictCache
from ucbnk_desktop.protocol.facts import Facts, Source
from ucbnk_desktop.protocol.judgement_basis import FORM as JUDGEMENTS
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.questions import questions
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import Assessment, Outcome, Verdict
from ucbnk_desktop.records.changes import Change, ChangeKind
from ucbnk_desktop.records.model import Deviation, StoredEntry
from ucbnk_desktop.records.store import Store
from ucbnk_desktop.wording import Text

from . import (
    decision_effects,
    earlier_values,
    entry_hints,
    grading,
    infusion_figures,
    infusion_schedule,
    judgement_page,
    preconditions,
    print_data,
    progress,
    protocol_versions,
    summary,
)
from .chart import Chart, gather, laid_over, recorded_on
from .confirmation import ChangesSinceConfirmation, standing_at
from .decision_effects import Effect
from .infusion_figures import Figures, InfusionContext
from .infusion_gate import InfusionGate
from .infusion_preconditions import GivenAlthough
from .judgement_page import JudgementQuestion
from .model import ConfirmationRefused, EntryDraft, Grading, InfusionState, StepState, Summary
from .protocol_versions import Protocols
from .provenance import JudgedBy, Origin, judged, origin
from .what_if import DayAnswer, DayQuery, NotAskable, known_by, planned_in
from .words import worded

_NO_FACTS = frozenset({"eligibility"})
_ADULT = 18
_CACHED = 32
"""Participants of whom everything computed is cached; of a longer list the first is read anew when asked for.

Each is some 700 objects, through all of which Python's collector goes now and then in one go: 200 of them are a
block of a tenth of a second while a long list is judged, and reading one anew takes a few milliseconds.
"""
_Decided: TypeAlias = tuple[Settings, Rulings]


@dataclass(slots=True)
class _CachedParticipant:
    """What was computed of one participant since the last change, by the day it was computed for."""

    chart: Chart
    # Cache: 49 of 245 ms, 18 participants judged for the list.
    assessment_cache: dict[date, Assessment] = field(default_factory=dict)
    # Cache: 1.0 of 9.4 ms, a key in an infusion.
    schedule_cache: dict[tuple[date | None, date], tuple[InfusionState, ...]] = field(default_factory=dict)
    # Cache: 1.7 of 7.5 ms, a key until the board is painted; see `VerdictCache`.
    verdict_cache: VerdictCache = field(default_factory=VerdictCache)


class Casebook:
    """One study's participants put to the protocol.

    Everything is derived on asking; nothing derived is ever stored. `_drop` drops the caches, by the `Change` that a
    step returned, and `new_day` those that depend on the day.
    `today` answers the calendar day at the study site. Codes of participants that do not exist raise KeyError.
    """

    def __init__(
        self, store: Store, forms: Mapping[str, FormDefinition], pack: ProtocolPack, today: Callable[[], date]
    ) -> None:
        self.store, self.forms, self.pack, self.today = store, forms, pack, today
        # Cache: 1.6 of 1.8 s, 18 participants judged for the list.
        self._participant_cache: dict[str, _CachedParticipant] = {}
        # Cache: 26 of 203 ms, 18 participants judged for the list; each is read once and then among those above.
        self._ahead_cache: dict[str, Mapping[str, tuple[StoredEntry, ...]]] = {}
        # Cache: 21 of 220 ms, 18 participants judged for the list.
        self._decisions_cache: _Decided | None = None
        # Cache: 0.6 ms for each amendment adopted, every assessment.
        self._protocols_cache: Protocols | None = None
        # Cache: 1.2 of 7.6 ms, a key until the board is painted.
        self._grades_cache: tuple[object, Mapping[str, Grading]] | None = None
        self._changes = ChangesSinceConfirmation(store, forms)
        store.watch(self._drop)
        self.infusion_gate = InfusionGate(self, self._chart)

    # -- the study's decisions

    def settings(self) -> Settings:
        """The study settings as decided; what is not decided is unset."""
        return self._decisions()[0]

    def rulings(self) -> Rulings:
        """The rulings of the principal investigator; what is not decided is open."""
        return self._decisions()[1]

    # -- the versions of the protocol

    def protocols(self) -> Protocols:
        """The versions of the protocol that this study knows; StoreFault where one of them cannot be applied."""
        if self._protocols_cache is None:
            self._protocols_cache = protocol_versions.known(self.pack, self.store.amendments(), self.store.transfers())
        return self._protocols_cache

    def pack_of(self, code: str = "", *, day: date | None = None, draft: EntryDraft | None = None) -> ProtocolPack:
        """The version by which `code` is judged; without a participant the one in force today."""
        if not code:
            return self.protocols().on(self.today()).pack
        return self._pack_for(code, self.facts(code, draft), day or self._day_of_judgement(code))

    def judged_by(self) -> Mapping[str, str]:
        """The version by which each participant is judged, by code."""
        codes = (participant.code for participant in self.store.participants())
        only = self.pack.version if len(self.protocols().versions) == 1 else ""
        return {code: only or self.pack_of(code).version for code in codes}

    def adoption_effect(self, code: str, pack: ProtocolPack, in_force_from: date) -> Effect | None:
        """What would change for `code` if `pack`, the newest version amended, were adopted; nothing is kept.

        None where `code` would not be judged by it.
        """
        as_if, chart = self.protocols().with_amendment(pack, in_force_from), self._chart(code)
        if as_if.of(chart, chart.facts, self._day_of_judgement(code)).pack is not pack:
            return None
        return self._effect(code, pack=pack)

    def transfer_effect(self, code: str, version: str) -> Effect:
        """What moving one participant to `version` would change there; nothing is kept."""
        return self._effect(code, pack=self.protocols().named(version).pack)

    # -- what a decision would change

    def effects(self, decisions: Mapping[str, str]) -> Iterator[Effect]:
        """What would change for whom if `decisions` (rulings and settings by id) were decided; nothing is.

        One participant is judged for each step, so that a window may go on in between; see also `effect`.
        """
        for participant in self.store.participants():
            effect = self.effect(participant.code, decisions)
            if effect.any:
                yield effect

    def effect(self, code: str, decisions: Mapping[str, str]) -> Effect:
        """What `decisions` would change for one participant, on the day judged for; nothing is kept of it."""
        values = {**self.settings().values, **decisions}
        return self._effect(code, decided=(Settings(values), Rulings(values)))

    def _effect(self, code: str, *, decided: _Decided | None = None, pack: ProtocolPack | None = None) -> Effect:
        """What judging by other decisions, or by another version of the protocol, would change."""
        before, known = self.assessment(code), self._of(code)
        pack = pack or self.pack_of(code)
        after = self._judged(code, known.chart.facts, before.as_of, decided, pack)
        signed = known.chart.text("eligibility", "confirmed") == "yes" and not self.confirmation_stale(code)
        lost = signed and not self._confirmed(known.chart, after, known.chart.facts, decided, pack)
        return decision_effects.between(code, before, after, confirmation_lost=lost)

    # -- one participant

    def facts(self, code: str, draft: EntryDraft | None = None) -> Facts:
        """What is known of `code`; with `draft`, as if it were saved already."""
        chart = self._chart(code)
        return chart.facts if draft is None else laid_over(chart, draft, self.forms, today=self.today())

    def assessment(self, code: str, *, day: date | None = None, draft: EntryDraft | None = None) -> Assessment:
        """All criteria on `day`: today, once enrolled the day of enrolment, after a screen failure the day of that.

        ELIGIBLE only where the investigator confirmed exactly this assessment; a later change makes it ready to sign
        again at best, also where the change is taken back.
        """
        on = day or self._day_of_judgement(code)
        if draft is not None:
            return self._judged(code, self.facts(code, draft), on)
        cached = self._of(code).assessment_cache
        if on not in cached:
            cached[on] = self._judged(code, self.facts(code), on)
        return cached[on]

    def asked(self, code: str, question: DayQuery, *, draft: EntryDraft | None = None) -> Assessment:
        """All criteria as they would be judged under `question`; nothing is recorded, and no step rests on it.

        ELIGIBLE only where the confirmation would still cover it and the planned first infusion is not moved.
        NotAskable for a day that has been, or where the participant is enrolled or screening has ended.
        """
        return self.answer(code, question, draft=draft).assessment

    def answer(self, code: str, question: DayQuery, *, draft: EntryDraft | None = None) -> DayAnswer:
        """`asked` together with what it takes to say it in a sentence."""
        if min(question.about, question.day) < self.today() or not self.can_be_asked(code):
            raise NotAskable(question)
        facts = known_by(self.facts(code, draft), self.today())
        recorded, pack = planned_in(facts), self._pack_for(code, facts, question.day)
        if question.moves_plan(recorded):
            assessment = self._assess(
                facts, question.day, pack, planned_start=question.start(recorded),
                remembered=self._of(code).verdict_cache,
            )
        else:
            assessment = self._judged(code, facts, question.day)
        return DayAnswer(code, question, recorded, assessment, self.forms, pack)

    def origins(
        self, code: str, verdict: Verdict, *, draft: EntryDraft | None = None
    ) -> Mapping[Source, Origin]:
        """Who recorded each datum that `verdict` rests on, and when; `draft` is typed over it and not saved."""
        origins = {}
        for source in dict.fromkeys(datum.source for datum in verdict.evidence):
            entry = self._entry_of(code, source)
            typed = draft if draft is not None and (draft.form, draft.entry) == (source.form, source.entry) else None
            history = () if entry is None else self.store.history(
                participant=code, form=source.form, entry=source.entry)
            origins[source] = origin(source, entry, history, typed)
        return origins

    def judge_of(self, code: str, *, draft: EntryDraft | None = None) -> JudgedBy:
        """Who answered the judgements as they stand, and on which day."""
        typed = draft if draft is not None and draft.form == JUDGEMENTS else None
        return judged(self._chart(code).one(JUDGEMENTS), typed)

    def _entry_of(self, code: str, source: Source) -> StoredEntry | None:
        return next((entry for entry in self._chart(code).all(source.form) if entry.number == source.entry), None)

    def can_be_asked(self, code: str) -> bool:
        """Whether a day to come can be asked about: nobody is enrolled twice."""
        return self.judged_for(code) is None

    def judged_for(self, code: str) -> str | None:
        """The form whose day the criteria are judged for, `enrolment` or `end_of_study`; None while that is today."""
        chart = self._chart(code)
        return next((form for form in ("enrolment", "end_of_study") if chart.one(form) is not None), None)

    def confirmation_stale(self, code: str) -> bool:
        """Whether eligibility was confirmed and what it rested on was changed since; that days pass is no change."""
        known, assessment = self._of(code), self.assessment(code)
        if known.chart.text("eligibility", "confirmed") != "yes":
            return False
        pack = self.protocols().named(assessment.pack_version).pack
        return not self._confirmed(known.chart, assessment, known.chart.facts, None, pack)

    def read_ahead(self, codes: Iterable[str]) -> None:
        """Read these participants together, as far as nothing is known of them; each is judged when asked for.

        Meant for some dozen at a time, before their summaries are taken one by one.
        """
        unread = [code for code in codes if code not in self._participant_cache and code not in self._ahead_cache]
        self._ahead_cache.update(self.store.entries_of_all(unread) if unread else {})

    def summary(self, code: str) -> Summary:
        """The participant in a line."""
        return summary.summary(summary.SummaryInputs(
            chart=self._chart(code), forms=self.forms, assessment=self.assessment(code), path=self.path(code),
            schedule=self.schedule(code), stale=self.confirmation_stale(code), today=self.today(),
        ))

    def path(self, code: str) -> tuple[StepState, ...]:
        """The eight stations with their forms."""
        return progress.stations(progress.ProgressInputs(
            self._chart(code), self.forms, self.assessment(code), self.schedule(code), self.confirmation_stale(code),
        ))

    def schedule(self, code: str) -> tuple[InfusionState, ...]:
        """The eight infusions."""
        planned, today = self.assessment(code).planned_start, self.today()
        cached = self._of(code).schedule_cache
        if (planned, today) not in cached:
            cached[planned, today] = infusion_schedule.schedule(
                self._chart(code), self.settings(), planned_start=planned, today=today,
            )
        return cached[planned, today]

    def previous(self, code: str, form: str, entry: int | None) -> Mapping[str, tuple[str, date]]:
        """The last text of each field in an earlier entry, and its day; `entry` None for a new one."""
        return earlier_values.previous(self._chart(code), self.forms, form, entry)

    def check_context(self, code: str, form: str, entry: int | None, *, stage: Stage = "save") -> CheckContext:
        """What the checks of `form` need to know of `code`; `stage` is `leave` or `save`."""
        chart = self._chart(code)
        context = earlier_values.check_context(chart, self.forms, form, entry, today=self.today(), stage=stage)
        return replace(context, void=judgement_page.void(chart, entry)) if form == JUDGEMENTS else context

    def judging(self, code: str) -> Mapping[str, JudgementQuestion]:
        """The questions to the investigator by their field: which are asked, the facts beside them, void answers."""
        chart, day = self._chart(code), self._day_of_judgement(code)
        settings, rulings = self._decisions()
        pack = self._pack_for(code, chart.facts, day)
        asked = questions(chart.facts, day=day, pack=pack, settings=settings, rulings=rulings)
        return judgement_page.page(chart, asked, self.forms, pack)

    def derived(
        self, code: str, form: str, values: Mapping[str, str], *, entry: int | None = None
    ) -> Mapping[str, Grading]:
        """Multiples of the upper limit and grades of the results in `values`, by field key."""
        asked = (code, form, entry, frozenset(values.items()))
        if self._grades_cache is None or self._grades_cache[0] != asked:
            self._grades_cache = asked, self._derive(code, form, values, entry)
        return self._grades_cache[1]

    def hint(self, code: str, form: str, values: Mapping[str, str], *, entry: int | None = None) -> Text:
        """Quiet help while entry `entry` of `form` is filled with `values`.

        Who signs at this age, which scale applies on the day, how a number was computed that is graded: the very
        grades of `derived`, which stand beside the results and on paper.
        """
        if form in entry_hints.GRADED:
            return grading.told(self.derived(code, form, values, entry=entry))
        return entry_hints.hint(self._chart(code), form, values, self.settings(), today=self.today())

    def infusion_figures(
        self, code: str, values: Mapping[str, str], rows: Rows, *, entry: int | None = None
    ) -> Figures:
        """What follows from an infusion as typed: plan, dose arithmetic, minutes, limits, the curve of vital signs."""
        chart, number = self._chart(code), values.get("infusion_number", "")
        course = InfusionContext(
            participant=code, level=chart.text("enrolment", "dose_level"),
            state=next((infusion for infusion in self.schedule(code) if str(infusion.number) == number), None),
            last_weight=self.previous(code, "infusion", entry).get("weight_kg"),
        )
        return infusion_figures.figures(
            self.forms["infusion"], values, rows, course, self.settings(), today=self.today()
        )

    # -- what stands against the steps that the protocol guards

    def refusals(self, code: str) -> tuple[Verdict, ...]:
        """The criteria that stand against enrolment now, in protocol order."""
        return preconditions.against(self.assessment(code))

    def against_confirmation(self, code: str) -> tuple[Text, ...]:
        """Why eligibility cannot be confirmed now; empty where an investigator can."""
        try:
            preconditions.check_confirmation(self._chart(code), self.assessment(code))
        except ConfirmationRefused as refused:
            return refused.reasons
        return ()

    def asks(self, code: str, draft: EntryDraft) -> tuple[CheckResult, ...]:
        """What is asked before `draft` is kept, besides the checks of its form; `save` wants it confirmed."""
        return self.infusion_gate.asks(code, draft) if draft.form == "infusion" else ()

    def check_confirmation(self, code: str, values: Mapping[str, str]) -> None:
        """ConfirmationRefused unless every criterion is satisfied, now and on the day that `values` carry."""
        chart, now = self._chart(code), self.assessment(code)
        judgement_page.check_named(values)
        preconditions.check_confirmation(chart, now)
        day, stale = day_kept(values.get("confirmed_on", "")), self.confirmation_stale(code)
        preconditions.check_day_confirmed(
            chart, values.get("confirmed_on", ""), now,
            now if day is None or day >= now.as_of else self.assessment(code, day=day),
            today=self.today(), changed_on=self._changes.last(chart, now) if stale else None,
        )

    def check_enrolment(self, code: str, values: Mapping[str, str]) -> None:
        """EnrolmentRefused, with the criteria and reasons that stand against enrolling as `values` say."""
        day = day_kept(values.get("enrolled_on", "")) or self.today()
        preconditions.check_enrolment(
            self._chart(code), self.assessment(code, day=day), values,
            preconditions.StudyState(self.pack, self.settings(), self._enrolled()), today=self.today(),
            stale=self.confirmation_stale(code),
        )

    def check_enrolment_corrected(self, code: str, draft: EntryDraft) -> None:
        """EnrolmentRefused where `draft` changes the enrolment to one that could not have been made."""
        chart = self._chart(code)
        completed = preconditions.completed(chart, draft)
        preconditions.check_enrolment_corrected(
            chart, completed, self.assessment(code, day=day_kept(completed.values["enrolled_on"]), draft=completed),
            self.settings(), standing_at(self.store.entries(code, "eligibility"), chart.one("enrolment")),
            today=self.today(), stale=self.confirmation_stale(code),
        )

    def check_infusion(
        self, code: str, draft: EntryDraft, although: GivenAlthough | None, *, confirmed: Collection[str] = ()
    ) -> Deviation | None:
        """InfusionRefused where the infusion cannot be recorded as typed; the deviation where it is `although`."""
        preconditions.check_infusion(self._chart(code), draft)
        return self.infusion_gate.check(code, draft, although, confirmed=confirmed)

    def resting(
        self, code: str, draft: EntryDraft, *, confirmed: Collection[str] = (), reason: str = ""
    ) -> tuple[EntryDraft, str]:
        """The judgements as they are kept, with the facts that each answer rests on, and the reason of the change."""
        return judgement_page.resting(
            self._chart(code), draft, self.facts(code, draft), confirmed=confirmed, reason=reason,
        )

    # -- paper

    def sheets(
        self, code: str, forms: Iterable[str] | None = None, *, blank: bool = False
    ) -> tuple[Sheet, ...]:
        """The entries of `forms` (all that may be printed) as they go to paper; `blank`: the empty forms.

        The criteria come without an entry too: while nobody has confirmed them, once anything was screened or when
        they are named. PaperFault, in words, where a form is named that identifies a person.
        """
        chosen = print_data.chosen(self.forms, forms)
        criteria = self.pack_of(code).criteria
        if blank:
            return tuple(print_data.blank(self.forms[key], criteria) for key in chosen)
        stored = self.store.all_entries(code)
        history = self.store.history(participant=code)
        changes, although = print_data.corrections(history), print_data.given_although(history)
        sheets: list[Sheet] = []
        for key in chosen:
            entries = stored.get(key, ())
            sheets += (self._sheet(code, print_data.filled(
                self.forms[key], entry, changes, self.derived(code, key, entry.values, entry=entry.number),
                although.get((key, entry.number), ()), criteria=criteria,
            )) for entry in entries)
            wanted = key == "eligibility" and (forms is not None or print_data.screened(self.forms, stored))
            if wanted and all(entry.struck for entry in entries):
                sheets.append(self._sheet(code, Sheet(self.forms[key], confirmation="unconfirmed")))
        return tuple(sheets)

    def stamp(self, code: str, *, at: datetime, by: str) -> Stamp:
        """What stands around every page printed `at` this moment; `code` "" for blank forms.

        The number of the copy counts what was printed of the participant before, as `printed` noted it.
        """
        study, head = self.store.study, self.store.head
        before = [row for row in self.store.history(participant=code) if row.operation == "printed"] if code else []
        return Stamp(
            protocol_title=worded("book_protocol_title"), site=worded("book_site"),
            pack_version=self.pack_of(code).version, participant=code, demonstration=study.demonstration,
            printed_at=at, printed_by=by,
            head_sequence=head.sequence, head_digest=head.short, copy=len(before) + 1,
        )

    def decided(self) -> Mapping[str, Decided]:
        """The rulings and settings in force as they are printed, by id."""
        return print_data.decided(self.store.decisions())

    def rulings_decided(self) -> Mapping[str, Decided]:
        """The rulings in force as they are printed, by id, each with the versions before it."""
        decisions = self.store.decisions()
        return {name: print_data.as_decided(decisions[name], self.store.decision_history(name)[:-1])
                for name in self.pack_of().rulings if name in decisions}

    # -- inside

    def _derive(
        self, code: str, form: str, values: Mapping[str, str], entry: int | None
    ) -> Mapping[str, Grading]:
        chart, today = self._chart(code), self.today()
        born = earlier_values.birth_date(chart)
        if form not in entry_hints.GRADED:
            return {}
        settings, rulings = self._decisions()
        qtc = rulings.decided(self.pack_of(code).rulings["R-QTC"]) if form == "ecg_echo" else None
        child = born is None or completed_years(born, today) < _ADULT
        baseline = grading.baseline_of(chart, form, entry, values)
        rules = grading.GradingRules(settings.text("ctcae_version"), qtc, child, baseline)
        return grading.derived(self.forms[form], values, rules, today=today)

    def _sheet(self, code: str, sheet: Sheet) -> Sheet:
        """`sheet` with the study's decisions, and the assessment where it is printed."""
        key, decisions = sheet.definition.key, print_data.decided(self.store.decisions())
        if sheet.struck is not None or key not in {"eligibility", *print_data.RESTED_ON}:
            return replace(sheet, decisions=decisions)
        assessment, signed = self.assessment(code), sheet.values.get("confirmed") == "yes" and key == "eligibility"
        state = sheet.confirmation
        if signed and self.confirmation_stale(code):
            state = "stale"
        elif signed and sheet.values["assessment_digest"] != assessment.digest:
            state = "past"
        return replace(sheet, assessment=assessment, decisions=decisions, confirmation=state)

    def _assess(
        self, facts: Facts, day: date, pack: ProtocolPack, decided: _Decided | None = None, *,
        planned_start: date | None = None, remembered: VerdictCache | None = None,
    ) -> Assessment:
        known = {form: entries for form, entries in facts.entries.items() if form not in _NO_FACTS}
        settings, rulings = decided or self._decisions()
        return assess(
            Facts(known), day=day, pack=pack, settings=settings, rulings=rulings, planned_start=planned_start,
            remembered=remembered,
        )

    def _judged(
        self, code: str, facts: Facts, day: date, decided: _Decided | None = None, pack: ProtocolPack | None = None
    ) -> Assessment:
        """The assessment of `facts`, ELIGIBLE where it is what the investigator confirmed."""
        pack = pack or self._pack_for(code, facts, day)
        cache = None if decided else self._of(code).verdict_cache
        assessment = self._assess(facts, day, pack, decided, remembered=cache)
        ready = assessment.outcome is Outcome.READY_TO_SIGN
        if ready and self._confirmed(self._chart(code), assessment, facts, decided, pack):
            return replace(assessment, outcome=Outcome.ELIGIBLE)
        return assessment

    def _confirmed(
        self, chart: Chart, found: Assessment, facts: Facts, decided: _Decided | None, pack: ProtocolPack
    ) -> bool:
        """Whether the confirmation covers `facts`, today or on that day, and nothing of them was touched since."""
        entry = chart.one("eligibility")
        if entry is None or entry.values["confirmed"] != "yes":
            return False
        signed, then = entry.values["assessment_digest"], recorded_on(entry)
        if signed != found.digest:
            remembered = None if decided else self._of(chart.code).verdict_cache
            if then == found.as_of or signed != self._assess(
                facts, then, pack, decided, remembered=remembered,
            ).digest:
                return False
        return self._changes.last(chart, found) is None

    def _pack_for(self, code: str, facts: Facts, day: date) -> ProtocolPack:
        """The version by which `facts` of `code` are judged on `day`."""
        return self.protocols().of(self._chart(code), facts, day).pack

    def _day_of_judgement(self, code: str) -> date:
        chart = self._chart(code)
        closed = chart.one("enrolment") or chart.one("end_of_study")
        return self.today() if closed is None else chart.dated(closed)

    def _chart(self, code: str) -> Chart:
        return self._of(code).chart

    def _of(self, code: str) -> _CachedParticipant:
        if code not in self._participant_cache:
            stored = self._ahead_cache.pop(code, None)
            if stored is None:
                if not self.store.is_screened(code):
                    raise KeyError(code)
                stored = self.store.all_entries(code)
            read = gather(code, stored, self.forms, today=self.today())
            self._participant_cache[code] = _CachedParticipant(read)
            if len(self._participant_cache) > _CACHED:
                del self._participant_cache[next(iter(self._participant_cache))]
        return self._participant_cache[code]

    def _enrolled(self) -> int:
        recorded = (self.store.entries(participant.code, "enrolment") for participant in self.store.participants())
        return sum(any(entry.struck is None for entry in entries) for entries in recorded)

    def _decisions(self) -> _Decided:
        if self._decisions_cache is None:
            values = {identifier: decision.value for identifier, decision in self.store.decisions().items()}
            self._decisions_cache = Settings(values), Rulings(values)
        return self._decisions_cache

    def new_day(self) -> None:
        """Drop every cache that depends on the day: another one has begun at the study site."""
        self._participant_cache.clear()
        self._grades_cache = None

    def _drop(self, change: Change) -> None:
        """Drop every cache that depends on what `change` wrote."""
        if change.kind in (ChangeKind.NOTED, ChangeKind.UNCHANGED):
            return
        self._changes.drop(change)
        self._grades_cache = None
        if change.kind in (ChangeKind.ADOPTED, ChangeKind.TRANSFERRED):
            self._protocols_cache = None
        if change.kind is ChangeKind.DECIDED:  # what is recorded of a participant stays, only its judging does not
            charts = {code: cached.chart for code, cached in self._participant_cache.items()}
            self._participant_cache = {code: _CachedParticipant(chart) for code, chart in charts.items()}
            self._decisions_cache = None
        elif change.participant is None:
            self._participant_cache.clear()
            self._ahead_cache.clear()
            self._decisions_cache = None
        else:
            self._participant_cache.pop(change.participant, None)
            self._ahead_cache.pop(change.participant, None)
