from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.pack import FORMS, PACK
from tests.helpers.participants import Participant
from ucbnk_desktop.protocol.dates import PartialDate, plus_months
from ucbnk_desktop.protocol.facts import Facts
from ucbnk_desktop.protocol.findings import Conclusion, Finding
from ucbnk_desktop.protocol.infusion_check import GATE
from ucbnk_desktop.protocol.lookback import Event, days_since, not_within_days, not_within_months, stable_for
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.rule_context import Anchor, RuleContext
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import FieldRef, Outcome, State

REF = FieldRef("prior_therapy", "chemotherapy.last_dose_on")
DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))


def spans() -> st.SearchStrategy[PartialDate]:
    texts = DAYS.flatmap(lambda day: st.sampled_from([f"{day:%Y}", f"{day:%Y-%m}", day.isoformat()]))
    return texts.map(PartialDate.parse)


@pytest.fixture(scope="module")
def cases(pack: ProtocolPack) -> dict[str, RuleContext]:
    return {
        edge: RuleContext.of(
            Facts(), day=date(2025, 1, 1), pack=pack, settings=Settings(), rulings=Rulings({"R-EDGE": edge})
        )
        for edge in ("within", "clear")
    }


def found(case: RuleContext, kind: str, on: PartialDate, at: date, *, fixed: bool = False) -> Finding:
    event, anchor = Event(on, REF, "x"), Anchor(at, REF, fixed)
    match kind:
        case "days":
            return days_since(event, 21, anchor)
        case "within":
            return not_within_days(case, event, 28, anchor)
        case "months":
            return not_within_months(case, event, 6, anchor)
        case _:
            return stable_for(event, 2, anchor)


KINDS = st.sampled_from(["days", "within", "months", "stable"])
EDGES = st.sampled_from(["within", "clear"])


@given(kind=KINDS, edge=EDGES, on=spans(), at=DAYS, later=st.integers(0, 1000))
def test_that_more_time_never_turns_good_into_bad(
    cases: dict[str, RuleContext], *, kind: str, edge: str, on: PartialDate, at: date, later: int
) -> None:
    if found(cases[edge], kind, on, at).conclusion is Conclusion.HOLDS:
        assert found(cases[edge], kind, on, at + timedelta(days=later)).conclusion is Conclusion.HOLDS


@given(kind=KINDS, edge=EDGES, on=spans(), at=DAYS, data=st.data())
def test_that_no_completion_contradicts_a_partial_date(
    cases: dict[str, RuleContext], *, kind: str, edge: str, on: PartialDate, at: date, data: st.DataObject
) -> None:
    whole = data.draw(st.dates(on.first, on.last))
    partial = found(cases[edge], kind, on, at).conclusion
    if partial is not Conclusion.MISSING:
        assert found(cases[edge], kind, PartialDate.of(whole), at).conclusion is partial


@given(kind=st.sampled_from(["days", "within", "stable"]), edge=EDGES, on=spans(), at=DAYS)
def test_that_the_first_day_told_is_the_first_that_holds(
    cases: dict[str, RuleContext], *, kind: str, edge: str, on: PartialDate, at: date
) -> None:
    finding = found(cases[edge], kind, on, at)
    if finding.first_ok is not None:
        last = PartialDate.of(on.last)
        assert finding.conclusion is Conclusion.NOT_YET
        assert found(cases[edge], kind, last, finding.first_ok).conclusion is Conclusion.HOLDS
        assert found(cases[edge], kind, last, finding.first_ok - timedelta(days=1)).conclusion is Conclusion.NOT_YET


@given(edge=EDGES, on=spans(), at=DAYS)
def test_that_a_look_back_over_months_tells_when_it_clears(
    cases: dict[str, RuleContext], edge: str, on: PartialDate, at: date
) -> None:
    finding = found(cases[edge], "months", on, at)
    if finding.clears_on is not None:
        last = PartialDate.of(on.last)
        assert finding.conclusion is Conclusion.FAILS
        assert found(cases[edge], "months", last, finding.clears_on).conclusion is Conclusion.HOLDS
        assert found(cases[edge], "months", last, finding.clears_on - timedelta(days=1)).conclusion is Conclusion.FAILS


@given(kind=st.sampled_from(["days", "within"]), edge=EDGES, on=DAYS, at=DAYS, moved=st.integers(-2000, 2000))
def test_that_moving_every_date_keeps_a_count_of_days(
    cases: dict[str, RuleContext], *, kind: str, edge: str, on: date, at: date, moved: int
) -> None:
    step = timedelta(days=moved)
    before = found(cases[edge], kind, PartialDate.of(on), at)
    after = found(cases[edge], kind, PartialDate.of(on + step), at + step)
    assert before.conclusion is after.conclusion
    assert (before.first_ok is None) == (after.first_ok is None)
    if before.first_ok and after.first_ok:
        assert before.first_ok + step == after.first_ok


@given(on=DAYS, at=DAYS)
def test_that_a_fixed_anchor_never_waits(cases: dict[str, RuleContext], on: date, at: date) -> None:
    for kind in ("days", "within", "months", "stable"):
        finding = found(cases["within"], kind, PartialDate.of(on), at, fixed=True)
        assert finding.conclusion in (Conclusion.HOLDS, Conclusion.FAILS)
        assert finding.first_ok is None


@given(on=DAYS)
def test_that_months_are_never_thirty_days(cases: dict[str, RuleContext], on: date) -> None:
    finding = found(cases["clear"], "months", PartialDate.of(on), on)
    assert finding.clears_on is not None
    assert plus_months(finding.clears_on, -6) >= on


# The whole assessment

GOOD = (State.MET, State.ABSENT, State.NOT_APPLICABLE)
NEEDED = {
    "consent": {"form_version", "obtained_by", "guardian_relation", "guardian_proof", "guardian_signed_at",
                "witness_needed", "guardian_understood", "assent_capable", "copy_given"},
    "toxicities": {"any_toxicity"},
    "screening": {"first_procedure_at", "planned_first_infusion_on"},
    "demographics": {"birth_date", "sex"},
    "ecg_echo": {"ecg_on", "heart_rate_per_min", "qt_ms", "echo_on", "lvef_percent"},
    "performance": {"assessed_on", "scale", "lansky_score"},
    "diagnosis": {"diagnosed_on", "basis", "inss", "mycn", "risk_group", "risk_system", "disease_status",
                  "brain_metastasis", "skull_or_dural"},
    "laboratory": {"sampled_on", "anc", "plt", "tbil", "tbil_uln", "alt", "alt_uln", "ast", "ast_uln", "crea",
                   "crea_uln", "inr", "pt", "pt_uln", "aptt", "aptt_uln", "upro_dip", "hbsag", "hcv_ab", "hiv_ab"},
}


def _texts(child: Participant) -> list[tuple[str, str]]:
    return [(form, key) for form, entries in child.entries.items() for key in entries[-1][0]]


@pytest.mark.parametrize("text", ["", "[pending]", "[unknown]"])
def test_that_each_needed_datum_taken_away_leaves_nobody_ready(eligible: Participant, text: str) -> None:
    for form, key in _texts(eligible):
        needed = form in ("medical_history", "prior_therapy") or key in NEEDED.get(form, ())
        if needed and (key, text) != ("mycn", "[pending]") and (key, text) != ("mycn", "[unknown]"):
            assert eligible.but(form, **{key: text}).assessment().outcome is not Outcome.READY_TO_SIGN, (form, key)


@given(data=st.data())
@settings(max_examples=40)
def test_that_taking_data_away_never_makes_a_row_better(eligible: Participant, data: st.DataObject) -> None:
    child = eligible
    for form, key, text in data.draw(st.lists(st.sampled_from(_WORSE), max_size=4)):
        child = child.but(form, **{key: text})
    before = {verdict.criterion: verdict.state for verdict in child.assessment().verdicts}
    form, key = data.draw(st.sampled_from(_texts(child)))
    after = {verdict.criterion: verdict.state for verdict in child.but(form, **{key: ""}).assessment().verdicts}
    for criterion, state in before.items():
        if state not in GOOD and state is not State.PENDING_DATE:
            assert after[criterion] not in GOOD or _answer_itself(form, key), (criterion, form, key)


_WORSE = [
    ("laboratory", "anc", "0.4"), ("laboratory", "plt", "[pending]"), ("laboratory", "inr", "9"),
    ("laboratory", "tbil", "<99"), ("diagnosis", "disease_status", "remission"), ("laboratory", "hbsag", "positive"),
    ("medical_history", "effusion", "yes"), ("medical_history", "unhealed_wound", "yes"),
    ("medical_history", "autoimmune_disease", "yes"), ("prior_therapy", "live_vaccine_given", "yes"),
    ("prior_therapy", "chemotherapy_given", "no"), ("ecg_echo", "lvef_percent", "30"),
    ("performance", "lansky_score", "40"), ("consent", "guardian_understood", "no"),
    ("judgements", "survival_weeks", "3"),
]


def _answer_itself(form: str, key: str) -> bool:
    """An optional objection that is taken back is no datum taken away."""
    return form == "judgements" and key.startswith("judgement_")


@given(moved=st.integers(-700, 700))
@settings(max_examples=25)
def test_that_the_same_child_earlier_or_later_has_the_same_counts_of_days(eligible: Participant, moved: int) -> None:
    step = timedelta(days=moved)

    def text(value: str) -> str:
        head, _, tail = value.partition(" ")
        try:
            day = date.fromisoformat(head)
        except ValueError:
            return value
        return f"{(day + step).isoformat()} {tail}".strip()

    entries = {
        form: tuple(
            ({key: text(value) for key, value in values.items()},
             {table: tuple({key: text(value) for key, value in row.items()} for row in found)
              for table, found in rows.items()})
            for values, rows in stated
        )
        for form, stated in eligible.entries.items() if form != "diagnosis"
    }
    later = replace(eligible, entries=entries, day=eligible.day + step)
    later = later.set(consent_forms='[{"type": "consent", "version": "ICF DEMO 1.0", "valid_from": "1999-01-01"}]')
    unmoved, moved_on = eligible.without("diagnosis").assessment(), later.assessment()
    for criterion in ("I1", "I7", "I9", "I10", "I11", "I12.1", "I12.4", "E4", "E8", "E15", "E16", "E23.1"):
        one, other = unmoved.verdict(criterion), moved_on.verdict(criterion)
        assert one.state is other.state
        assert one.valid_until is None or one.valid_until + step == other.valid_until


_ANYTHING = st.sampled_from([
    "", "yes", "no", "[pending]", "[unknown] 不详", "0", "-1", "1", "9" * 38, "0.0000001", "<5", ">5", "0001", "9999",
    "0001-01-01", "9999-12-31", "1899-12-31", "2199-12-31", "2025-03", "2024-02-29", "9999-12-31 23:59",
    "2025-03-10 10:00", "23:59", "male", "met", "not_met", "absent", "present", "lansky", "karnofsky", "positive",
    "reactive", "systemic", "treatment", "mri", "other", "high", "relapsed", "marrow", "imaging",
])
_FIELDS = [(form, key) for form, definition in FORMS.items() for key in definition.stored_keys]
_COLUMNS = [
    (form, table.key, column.key)
    for form, definition in FORMS.items() for table in definition.rows_fields for column in table.columns
]


@given(
    fields=st.lists(st.tuples(st.sampled_from(_FIELDS), _ANYTHING), max_size=25),
    columns=st.lists(st.tuples(st.sampled_from(_COLUMNS), _ANYTHING), max_size=12),
    decided=st.booleans(), day=st.sampled_from(["2025-03-20", "1999-01-01", "2100-02-28"]),
)
@settings(max_examples=150)
def test_that_nothing_that_can_be_typed_makes_the_rules_fail(
    eligible: Participant, *, fields: list[Any], columns: list[Any], decided: bool, day: str
) -> None:
    child = eligible.on(day) if decided else eligible.open().on(day)
    for (form, key), text in fields:
        child = child.but(form, **{key: text})
    for (form, table, column), text in columns:
        rows = child.entries.get(form, (({}, {}),))[-1][1].get(table, ({},))
        child = child.having(form, table, *({**row, column: text} for row in rows))
    assert len(child.assessment().verdicts) == len(PACK.criteria)
    assert len(child.gate()) == len(GATE)
