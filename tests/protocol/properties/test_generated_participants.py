"""What must hold of every child that can be typed: records are generated, and the promise is kept by all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.helpers.pack import FORMS, PACK
from tests.helpers.participants import Participant, Rows, Values
from ucbnk_desktop.forms.definition import Field, Kind
from ucbnk_desktop.protocol.dates import PartialDate
from ucbnk_desktop.protocol.eligibility import assess
from ucbnk_desktop.protocol.facts import Entry, Facts
from ucbnk_desktop.protocol.fingerprint import SCREENING
from ucbnk_desktop.protocol.rulings import RulingDefinition, Rulings
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import Assessment, State, Verdict

Row = dict[str, str]
DAY = date(2025, 3, 20)
RANK = {
    State.MET: 0, State.ABSENT: 0, State.NOT_APPLICABLE: 0, State.PENDING_DATE: 1, State.NEEDS_PI: 2,
    State.INCOMPLETE: 3, State.NOT_MET: 4, State.PRESENT: 4,
}
"""How far a state is from letting the child through: 0 lets her through."""


# Any child


def days(before: int = 900, after: int = 40) -> st.SearchStrategy[date]:
    """Days around the day asked for, most of them where the wash-outs end."""
    near = st.integers(-min(before, 70), min(after, 5))
    return st.one_of(near, near, st.integers(-before, after)).map(lambda step: DAY + timedelta(days=step))


def _partial(day: date) -> st.SearchStrategy[str]:
    return st.sampled_from([day.isoformat(), day.isoformat(), f"{day:%Y-%m}", f"{day:%Y}"])


_COUNTS = st.sampled_from([
    "0", "0.4", "0.5", "0.9", "1", "1.5", "3", "12", "16", "20", "28", "49.9", "50", "75", "80", "100", "120", "450",
])


def _result(field: Field) -> st.SearchStrategy[dict[str, str]]:
    units = st.sampled_from(field.units or ("",))
    value = st.tuples(st.sampled_from(["", "", "", "<", ">"]), _COUNTS).map("".join)
    limit = st.sampled_from(["", "1.2", "13.5", "21", "40"])
    return st.tuples(value, units, limit).map(
        lambda drawn: {field.key: drawn[0], f"{field.key}_unit": drawn[1], f"{field.key}_uln": drawn[2]}
    )


def answers(field: Field) -> st.SearchStrategy[dict[str, str]]:
    """What may be answered in a field: mostly something that counts, now and then a reason for its absence."""
    absent = st.sampled_from(["", *(f"[{code}]" for code in field.missing)]).map(lambda text: {field.key: text})
    found: st.SearchStrategy[str]
    match field.kind:
        case Kind.LAB:
            return st.one_of(*[_result(field)] * 5, absent)
        case Kind.CHOICE | Kind.YES_NO:
            codes = [choice.code for choice in field.choices] or ["yes", "no"]
            found = st.sampled_from(codes)
        case Kind.CHOICES:
            codes = [choice.code for choice in field.choices]
            found = st.lists(st.sampled_from(codes), min_size=1, max_size=2, unique=True).map(" ".join)
        case Kind.DATE:
            found = days().map(date.isoformat)
        case Kind.PARTIAL_DATE:
            found = days().flatmap(_partial)
        case Kind.MOMENT:
            found = st.tuples(days(30, 2), st.sampled_from(["08:00", "09:10", "10:00"])).map(
                lambda drawn: f"{drawn[0]} {drawn[1]}")
        case Kind.TIME:
            found = st.sampled_from(["07:30", "08:10", "12:00"])
        case Kind.INTEGER | Kind.DECIMAL:
            found = _COUNTS
        case _:
            found = st.sampled_from(["骨髓穿刺", "贫血", "药"])
    return st.integers(0, 11).flatmap(
        lambda chance: absent if chance == 11 else found.map(lambda text: {field.key: text}))


FIELDS = [(form, field) for form in SCREENING for field in FORMS[form].fields if field.kind is not Kind.ROWS]
TABLES = [(form, field) for form in SCREENING for field in FORMS[form].rows_fields]
DATED = [
    (form, table, column) for form, table in TABLES for column in table.columns if column.kind is Kind.PARTIAL_DATE
]


def rows_of(table: Field) -> st.SearchStrategy[Row]:
    drawn = st.tuples(*(answers(column) for column in table.columns))
    return drawn.map(lambda cells: {key: text for cell in cells for key, text in cell.items()})


@dataclass(frozen=True)
class Change:
    """Answers put into a form, or rows added to one of its tables (its question is then answered with yes)."""

    form: str
    values: tuple[tuple[str, str], ...] = ()
    table: str = ""
    row: tuple[tuple[str, str], ...] = ()

    def put(self, child: Participant) -> Participant:
        """The child with it."""
        child = child.but(self.form, **dict(self.values))
        if not self.table:
            return child
        found = child.entries[self.form][-1][1].get(self.table, ())
        return child.having(self.form, self.table, *found, dict(self.row))


def _field_change(one: tuple[str, Field]) -> st.SearchStrategy[Change]:
    form, field = one
    return answers(field).map(lambda values: Change(form, tuple(values.items())))


def _gate(table: Field) -> tuple[tuple[str, str], ...]:
    assert table.when is not None
    return ((table.when.field, min(table.when.codes)),)


def _row_change(one: tuple[str, Field]) -> st.SearchStrategy[Change]:
    form, table = one
    return rows_of(table).map(lambda row: Change(form, _gate(table), table.key, tuple(row.items())))


def _changes(form: str = "") -> st.SearchStrategy[list[Change]]:
    """Changes of any form, or of one form only, so that its answers meet each other."""
    fields = [one for one in FIELDS if form in ("", one[0])]
    tables = [one for one in TABLES if form in ("", one[0])]
    one = st.sampled_from(fields).flatmap(_field_change)
    if tables:
        one = st.one_of(one, st.sampled_from(tables).flatmap(_row_change))
    return st.lists(one, min_size=1, max_size=12)


CHANGES = st.one_of(_changes(), st.sampled_from(("", *SCREENING)).flatmap(_changes))


def readings(definition: RulingDefinition) -> st.SearchStrategy[str]:
    """Every value that a ruling may be given."""
    if definition.kind == "set":
        subsets = st.lists(st.sampled_from(definition.allowed or ("其他",)), min_size=1, unique=True).map(" ".join)
        return st.one_of(st.sampled_from(["all", "none"]), subsets)
    numbers = st.sampled_from(["20", "60", "0.5"])
    return st.sampled_from(definition.allowed).flatmap(
        lambda value: numbers.map(lambda number: value.replace("(x)", f"({number})")))


RULED = st.lists(st.sampled_from(sorted(PACK.rulings)), max_size=8, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: readings(PACK.rulings[name]) for name in names}))


@dataclass(frozen=True)
class Drawn:
    """A child to be: one of the two who are ready, the changes, and the rulings that are read otherwise."""

    severe: bool
    changes: tuple[Change, ...]
    rulings: tuple[tuple[str, str], ...]

    def child(self, eligible: Participant, severe: Participant) -> Participant:
        """The child."""
        child = severe if self.severe else eligible
        child = replace(child, rulings={**child.rulings, **dict(self.rulings)})
        for change in self.changes:
            child = change.put(child)
        return child


CHILDREN = st.builds(
    lambda severe, changes, ruled: Drawn(severe, tuple(changes), tuple(ruled.items())), st.booleans(), CHANGES, RULED
)


def states(child: Participant) -> dict[str, State]:
    return {verdict.criterion: verdict.state for verdict in child.assessment().verdicts}


MENDED = frozenset((
    "why_contradiction", "why_before_birth", "why_future", "why_impossible", "why_limits_impossible", "why_absurd",
))
"""Reasons that say of an answer that it cannot be right: taking it away mends the record, and hides nothing."""


def cannot_be(verdict: Verdict) -> bool:
    """Whether an answer of the verdict cannot be right, so that nothing was computed from it."""
    return any(reason.code in MENDED for reason in verdict.reasons)


def worse(before: Assessment, after: Assessment) -> dict[str, tuple[State, State]]:
    """The criteria that are farther from letting the child through than before."""
    return {
        one.criterion: (one.state, other.state) for one, other in zip(before.verdicts, after.verdicts, strict=True)
        if RANK[other.state] > RANK[one.state] and not cannot_be(one) and not cannot_be(other)
    }


# More of a good thing

LOWER = ("tbil", "dbil", "alt", "ast", "crea", "inr", "pt", "aptt", "upro_24h", "upcr", "hbv_dna")
BETTER = [
    ("laboratory", "anc", 1), ("laboratory", "plt", 1), ("ecg_echo", "lvef_percent", 1),
    ("judgements", "survival_weeks", 1), *(("laboratory", key, -1) for key in LOWER),
    *(("ecg_echo", key, -1) for key in ("qt_ms", "qtc_printed_ms", "heart_rate_per_min")),
]
STEPS = [
    ("performance", "lansky_score", ["0", "10", "40", "50", "60", "100"]),
    ("medical_history", "ischaemia_grade", ["4", "3", "2", "1", "0"]),
    ("medical_history", "nyha_class", ["IV", "III", "II", "I", "none"]),
    ("laboratory", "upro_dip", ["4", "3", "2", "1", "trace", "neg"]),
]
PLACES = [
    "0.1", "0.3", "0.5", "0.9", "1.0", "1.1", "1.5", "1.6", "4", "11.9", "12", "20", "31.5", "31.6", "45", "49.9", "50",
    "60", "74.9", "75", "76", "90", "99",
]


@given(drawn=CHILDREN, which=st.sampled_from(BETTER), pair=st.lists(
    st.sampled_from(PLACES), min_size=2, max_size=2, unique=True), sign=st.sampled_from(["", "", "<", ">", "<=", ">="]))
def test_that_a_better_value_never_makes_a_verdict_worse(
    eligible: Participant, severe: Participant, *, drawn: Drawn, which: tuple[str, str, int], pair: list[str], sign: str
) -> None:
    form, key, better = which
    low, high = sorted(pair, key=Decimal)
    qualifier = sign if FORMS[form].field(key).kind is Kind.LAB else ""
    if key == "survival_weeks":
        low, high = str(int(Decimal(low))), str(int(Decimal(high)))
    child = drawn.child(eligible, severe)
    bad, good = (low, high) if better > 0 else (high, low)
    before, after = (child.but(form, **{key: f"{qualifier}{text}"}).assessment() for text in (bad, good))
    assert worse(before, after) == {}


@given(drawn=CHILDREN, which=st.sampled_from(STEPS), data=st.data())
def test_that_a_better_grade_or_score_never_makes_a_verdict_worse(
    eligible: Participant, severe: Participant, *, drawn: Drawn, which: tuple[str, str, list[str]], data: st.DataObject
) -> None:
    form, key, steps = which
    bad, good = sorted(data.draw(st.lists(st.integers(0, len(steps) - 1), min_size=2, max_size=2)))
    child = drawn.child(eligible, severe)
    before, after = (child.but(form, **{key: steps[step]}).assessment() for step in (bad, good))
    assert worse(before, after) == {}


SPANS = days(900, 30).flatmap(_partial)
MANY = settings(max_examples=6 * settings().max_examples)


@given(drawn=CHILDREN, which=st.sampled_from(DATED), data=st.data(), pair=st.tuples(SPANS, SPANS))
def test_that_more_time_since_an_event_never_makes_a_verdict_worse(
    eligible: Participant, severe: Participant, *, drawn: Drawn, which: tuple[str, Field, Field], data: st.DataObject,
    pair: tuple[str, str],
) -> None:
    form, table, column = which
    early, late = sorted(pair, key=lambda text: PartialDate.parse(text).last)
    assume(PartialDate.parse(early).first <= PartialDate.parse(late).first)
    row = data.draw(rows_of(table))
    alone = {key: text for key, text in row.items() if (form, table.key, key) in _OTHER_DATES}
    child = drawn.child(eligible, severe)

    def with_event(text: str) -> Participant:
        event = {**row, **dict.fromkeys(alone, ""), column.key: text}
        return Change(form, _gate(table), table.key, tuple(event.items())).put(child)

    before, after = with_event(late).assessment(), with_event(early).assessment()
    lost = worse(before, after)
    for criterion in list(lost):  # what is not over yet may as well be earlier and less precise
        if before.verdict(criterion).state is State.PENDING_DATE and _unprecise(after.verdict(criterion)):
            del lost[criterion]
    assert lost == {}


def _unprecise(verdict: Verdict) -> bool:
    return any(reason.code == "why_date_unprecise" for reason in verdict.reasons)


_OTHER_DATES = {("prior_therapy", "chemotherapy", "started_on")} | {
    ("prior_therapy", "trials", key) for key in ("last_dose_on", "ended_on")}
"""Dates that must keep an order with another one of their row: moved alone they would only contradict it."""


@given(drawn=CHILDREN, later=st.integers(1, 200))
def test_that_a_later_first_infusion_only_helps_what_waits_for_it(
    eligible: Participant, severe: Participant, drawn: Drawn, later: int
) -> None:
    child = drawn.child(eligible, severe)
    start: date | None = child.assessment().planned_start
    assume(start is not None)
    assert start is not None
    before = child.assessment()
    after = child.planned((start + timedelta(days=later)).isoformat()).assessment()
    assert set(worse(before, after)) <= {"I2"}  # nobody grows younger


# A datum taken away


@dataclass(frozen=True)
class Spot:
    """One datum: a key of an entry, or of one row of it."""

    form: str
    key: str
    table: str = ""
    position: int = 0

    def put(self, child: Participant, text: str) -> Participant:
        """The child with `text` there."""
        if not self.table:
            return child.but(self.form, **{self.key: text})
        rows = list(child.entries[self.form][-1][1][self.table])
        rows[self.position] = {**rows[self.position], self.key: text}
        return child.having(self.form, self.table, *rows)


def data_of(child: Participant) -> Iterator[Spot]:
    for form, entries in child.entries.items():
        values, tables = entries[-1]
        yield from (Spot(form, key) for key, text in values.items() if text)
        for table, rows in tables.items():
            for position, row in enumerate(rows):
                yield from (Spot(form, key, table, position) for key, text in row.items() if text)


@given(drawn=CHILDREN, data=st.data(), text=st.sampled_from(["", "[unknown]", "[pending]"]))
def test_that_a_datum_taken_away_never_lets_a_child_through(
    eligible: Participant, severe: Participant, *, drawn: Drawn, data: st.DataObject, text: str
) -> None:
    child = drawn.child(eligible, severe)
    spot = data.draw(st.sampled_from(list(data_of(child))))
    before, after = child.assessment(), states(spot.put(child, text))
    for verdict in before.verdicts:
        if RANK[verdict.state] and not RANK[after[verdict.criterion]]:
            assert cannot_be(verdict) or _objection(spot), (verdict, spot)


def _objection(spot: Spot) -> bool:
    """An objection of the investigator that is taken back is no datum taken away."""
    return spot.form == "judgements" and spot.key.startswith("judgement_")


# Dates of which only a part is known


@given(drawn=CHILDREN, which=st.sampled_from(DATED), data=st.data(), text=SPANS)
@MANY
def test_that_no_completion_of_a_row_contradicts_its_partial_date(
    eligible: Participant, severe: Participant, *, drawn: Drawn, which: tuple[str, Field, Field],
    data: st.DataObject, text: str
) -> None:
    form, table, column = which
    row, child = data.draw(rows_of(table)), drawn.child(eligible, severe)
    row = {key: text or "no" for key, text in row.items()}

    def dated(on: str) -> Participant:
        return Change(form, _gate(table), table.key, tuple({**row, column.key: on}.items())).put(child)

    _agree(dated(text), dated(_completed(text, data)))


PARTIAL_FIELDS = [(form, field) for form, field in FIELDS if field.kind is Kind.PARTIAL_DATE]


@given(drawn=CHILDREN, which=st.sampled_from(PARTIAL_FIELDS), data=st.data(), text=SPANS)
def test_that_no_completion_of_an_answer_contradicts_its_partial_date(
    eligible: Participant, severe: Participant, *, drawn: Drawn, which: tuple[str, Field], data: st.DataObject,
    text: str
) -> None:
    form, field = which
    child = drawn.child(eligible, severe)
    _agree(child.but(form, **{field.key: text}), child.but(form, **{field.key: _completed(text, data)}))


def test_that_there_are_partial_dates_in_every_table_of_events() -> None:
    assert {(form, table.key) for form, table, _ in DATED} == {(form, table.key) for form, table in TABLES}


def _completed(text: str, data: st.DataObject) -> str:
    span = PartialDate.parse(text)
    return data.draw(st.one_of(
        st.sampled_from([span.first, span.last]), st.dates(span.first, span.last))).isoformat()


def _agree(partial: Participant, whole: Participant) -> None:
    """What a partial date settles, every day of it settles alike, unless that day contradicts another answer."""
    for one, other in zip(partial.assessment().verdicts, whole.assessment().verdicts, strict=True):
        if one.state is not State.INCOMPLETE and not cannot_be(other):
            assert one.state is other.state, (one, other)
        if one.first_ok is not None and other.first_ok is not None:
            assert one.first_ok >= other.first_ok


# The order of entry


@dataclass(frozen=True)
class Repeated:
    """One more entry of a form that is filled several times, after one that stands."""

    form: str
    values: tuple[tuple[str, str], ...]

    def put(self, child: Participant) -> Participant:
        """The child with it."""
        return child.also(self.form, **{**child.entries[self.form][-1][0], **dict(self.values)})


def _again(form: str) -> st.SearchStrategy[Repeated]:
    fields = [field for name, field in FIELDS if name == form]
    drawn = st.lists(st.sampled_from(fields).flatmap(answers), min_size=1, max_size=5)
    return drawn.map(lambda found: Repeated(form, tuple(item for one in found for item in one.items())))


REPEATED = st.lists(
    st.sampled_from(["vital_signs", "performance", "laboratory", "ecg_echo"]).flatmap(_again), min_size=1, max_size=4)


def judged(child: Participant, facts: Facts) -> Assessment:
    """The assessment of the child's day, settings and rulings over `facts`."""
    return assess(facts, day=child.day, pack=PACK, settings=Settings(child.settings), rulings=Rulings(child.rulings))


@given(drawn=CHILDREN, again=REPEATED, data=st.data())
def test_that_the_order_of_entry_changes_no_verdict(
    eligible: Participant, severe: Participant, *, drawn: Drawn, again: list[Repeated], data: st.DataObject
) -> None:
    child = drawn.child(eligible, severe)
    for one in again:
        child = one.put(child)
    facts: Facts = child.facts
    shuffled = Facts({form: _shuffled(entries, data) for form, entries in facts.entries.items()})
    before, after = judged(child, facts), judged(child, shuffled)
    assert [_told(verdict) for verdict in before.verdicts] == [_told(verdict) for verdict in after.verdicts]
    assert (before.earliest, before.latest) == (after.earliest, after.latest)
    assert {query.code for query in before.queries} == {query.code for query in after.queries}


def _shuffled(entries: tuple[Entry, ...], data: st.DataObject) -> tuple[Entry, ...]:
    ordered = data.draw(st.permutations(entries)) if len(entries) > 1 else entries
    return tuple(
        replace(
            entry, answers=dict(reversed(list(entry.answers.items()))),
            rows={table: tuple(data.draw(st.permutations(rows))) for table, rows in entry.rows.items()},
        )
        for entry in ordered
    )


def _told(verdict: Verdict) -> tuple[object, ...]:
    return (
        verdict.criterion, verdict.state, verdict.first_ok, verdict.clears_on, verdict.valid_until,
        frozenset(verdict.evidence), frozenset(verdict.missing), frozenset(reason.code for reason in verdict.reasons),
    )


# Every date moved


@given(drawn=CHILDREN, moved=st.integers(-700, 700))
def test_that_moving_every_date_changes_no_count_of_days(
    eligible: Participant, severe: Participant, drawn: Drawn, moved: int
) -> None:
    step = timedelta(days=moved)
    child = _moved(drawn.child(eligible, severe).set(consent_forms=_ALWAYS), timedelta())
    before, after = child.assessment(), _moved(child, step).assessment()
    for criterion in ("I1", "I7", "I8", "I9", "I10", "I11", "I12.2", "I12.4", "E8", "E15", "E16", "E23.2"):
        one, other = before.verdict(criterion), after.verdict(criterion)
        assert one.state is other.state
        for name in ("first_ok", "clears_on", "valid_until"):
            day: date | None = getattr(one, name)
            assert getattr(other, name) == (day and day + step)


_ALWAYS = '[{"type": "consent", "version": "ICF DEMO 1.0", "valid_from": "1999-01-01"},' \
    '{"type": "assent", "version": "ASSENT DEMO 1.0", "valid_from": "1999-01-01"}]'


def _moved(child: Participant, step: timedelta) -> Participant:
    """The same child `step` later; of a partial date, which moves by months, the first day is taken."""
    entries = {
        form: tuple((_later(values, step), _later_rows(tables, step)) for values, tables in stated)
        for form, stated in child.entries.items()
    }
    return replace(child, entries=entries, day=child.day + step)


def _later_rows(tables: Rows, step: timedelta) -> Rows:
    return {table: tuple(_later(row, step) for row in rows) for table, rows in tables.items()}


def _later(row: Values, step: timedelta) -> Values:
    return {key: _put_off(text, step) for key, text in row.items()}


def _put_off(text: str, step: timedelta) -> str:
    head, _, tail = text.partition(" ")
    try:
        day = PartialDate.parse(head).first
    except ValueError:
        return text
    return f"{day + step} {tail}".strip()


# Today


@given(drawn=CHILDREN, later=st.integers(1, 400))
def test_that_once_she_is_enrolled_and_treated_no_verdict_depends_on_today(
    eligible: Participant, severe: Participant, drawn: Drawn, later: int
) -> None:
    child = drawn.child(eligible, severe).but("enrolment", enrolled_on="2025-03-20", dose_level="1")
    child = child.also("infusion", given="yes", infused_on="2025-03-22").on("2025-03-23")
    after = replace(child, day=child.day + timedelta(days=later)).assessment()
    for one, other in zip(child.assessment().verdicts, after.verdicts, strict=True):
        assert cannot_be(one) or _told(one) == _told(other)


@given(drawn=CHILDREN, later=st.integers(1, 90))
def test_that_days_that_pass_only_make_results_expire(
    eligible: Participant, severe: Participant, drawn: Drawn, later: int
) -> None:
    child = drawn.child(eligible, severe)
    before, after = child.assessment(), replace(child, day=child.day + timedelta(days=later)).assessment()
    for one, other in zip(before.verdicts, after.verdicts, strict=True):
        if RANK[one.state] == 0 and RANK[other.state]:
            assert one.valid_until is not None or cannot_be(one) or one.criterion == "I2", (one, other)


# Rulings that are still open

OPENED = st.lists(st.sampled_from(sorted(PACK.rulings)), min_size=1, max_size=3, unique=True)
_WOULD = {
    "why_would_met": State.MET, "why_would_not_met": State.NOT_MET, "why_would_absent": State.ABSENT,
    "why_would_present": State.PRESENT, "why_would_incomplete": State.INCOMPLETE, "why_would_ask": State.NEEDS_PI,
    "why_would_wait": State.PENDING_DATE, "why_would_not_apply": State.NOT_APPLICABLE,
}


def _decided(child: Participant, values: dict[str, str]) -> Participant:
    return replace(child, rulings={**child.rulings, **values})


@given(drawn=CHILDREN, opened=OPENED, data=st.data())
def test_that_an_open_ruling_says_only_what_every_reading_says(
    eligible: Participant, severe: Participant, *, drawn: Drawn, opened: list[str], data: st.DataObject
) -> None:
    child = drawn.child(eligible, severe)
    undecided = _decided(child, dict.fromkeys(opened, "")).assessment()
    reading = {name: data.draw(readings(PACK.rulings[name])) for name in opened}
    for one, other in zip(undecided.verdicts, _decided(child, reading).assessment().verdicts, strict=True):
        if one.state is not State.NEEDS_PI:
            assert one.state is other.state, (one, other)
        if RANK[one.state] == 0:
            assert one.valid_until is None or (other.valid_until or date.max) >= one.valid_until
        if one.first_ok is not None:
            assert other.first_ok is not None
            assert other.first_ok <= one.first_ok


@given(drawn=CHILDREN, ruling=st.sampled_from(sorted(PACK.rulings)))
def test_that_a_decision_gives_what_was_announced_for_it(
    eligible: Participant, severe: Participant, drawn: Drawn, ruling: str
) -> None:
    child, definition = drawn.child(eligible, severe), PACK.rulings[ruling]
    for verdict in _decided(child, {ruling: ""}).assessment().verdicts:
        announced = [_WOULD[reason.code] for reason in verdict.reasons if reason.code in _WOULD]
        if announced and "." not in verdict.criterion and verdict.criterion not in ("I12", "E23"):
            for value, state in zip(definition.alternatives, announced, strict=True):
                if "(?)" not in value:
                    assert _decided(child, {ruling: value}).state(verdict.criterion) is state


@given(drawn=CHILDREN, opened=OPENED)
def test_that_together_the_readings_give_nothing_heavier_than_announced(
    eligible: Participant, severe: Participant, drawn: Drawn, opened: list[str]
) -> None:
    child = drawn.child(eligible, severe)
    undecided = _decided(child, dict.fromkeys(opened, "")).assessment()
    choices = [[value for value in PACK.rulings[name].alternatives if "(?)" not in value] for name in opened]
    under = [_decided(child, dict(zip(opened, values, strict=True))).assessment() for values in product(*choices)]
    for position, verdict in enumerate(undecided.verdicts):
        announced = {_WOULD[reason.code] for reason in verdict.reasons if reason.code in _WOULD}
        found = {one.verdicts[position].state for one in under}
        if announced:
            assert max(RANK[state] for state in found) <= max(RANK[state] for state in announced)
            assert len(found) > 1 or State.NEEDS_PI in announced, (verdict, found)
