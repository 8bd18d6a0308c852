"""Verdicts that were judged before are handed out again, and never one that judging anew would not give."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.pack import BASE_CRITERIA, FORMS, PACK
from tests.helpers.participants import Participant
from ucbnk_desktop.forms.definition import Field, Kind
from ucbnk_desktop.protocol import eligibility
from ucbnk_desktop.protocol.eligibility import assess
from ucbnk_desktop.protocol.evaluation import VerdictCache
from ucbnk_desktop.protocol.facts import Facts
from ucbnk_desktop.protocol.fingerprint import SCREENING
from ucbnk_desktop.protocol.rule_context import ENROLLED, Anchor, RuleContext
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import Assessment, State

Step = tuple[str, str, str]
FIELDS = [(form, field) for form in SCREENING for field in FORMS[form].fields if field.kind is not Kind.ROWS]
FREE = {
    Kind.LAB: "3.1", Kind.DECIMAL: "41", Kind.INTEGER: "41", Kind.TIME: "07:30", Kind.DATE: "2025-03-05",
    Kind.PARTIAL_DATE: "2025-02", Kind.MOMENT: "2025-03-11 08:00",
}


def judged(child: Participant, remembered: VerdictCache | None = None, facts: Facts | None = None) -> Assessment:
    settings, rulings = Settings(child.settings), Rulings(child.rulings)
    return assess(
        facts or child.facts, day=child.day, pack=PACK, settings=settings, rulings=rulings, remembered=remembered,
        planned_start=child.planned_start,
    )


def texts(field: Field) -> list[str]:
    """What is put into a field one after the other: nothing, the last of its codes, or something of its kind."""
    return ["", field.choices[-1].code if field.choices else FREE.get(field.kind, "no")]


def changes(child: Participant) -> Iterator[Participant]:
    """The child with each answer changed, and with each row of each table taken away."""
    for form, field in FIELDS:
        yield from (child.but(form, **{field.key: text}) for text in texts(field))
    for form, entries in child.entries.items():
        yield from (child.having(form, table, *rows[1:]) for table, rows in entries[-1][1].items())
        yield child.without(form)


@pytest.mark.parametrize(("who", "opened"), [("eligible", ()), ("severe", ("R-SAMPLE", "R-COAG", "R-STEROID"))])
def test_that_after_each_change_of_an_answer_remembering_gives_what_judging_anew_gives(
    request: pytest.FixtureRequest, who: str, opened: tuple[str, ...]
) -> None:
    child, remembered = request.getfixturevalue(who), VerdictCache()
    child = replace(child, rulings={**child.rulings, **dict.fromkeys(opened, "")})
    for changed in changes(child):
        assert judged(changed, remembered) == judged(changed)


def _step(one: tuple[str, Field]) -> st.SearchStrategy[Step]:
    form, field = one
    return st.sampled_from(texts(field)).map(lambda text: (form, field.key, text))


STEPS = st.one_of(
    st.sampled_from(FIELDS).flatmap(_step),
    st.tuples(st.just("day"), st.just(""), st.sampled_from(["-1", "1", "40"])),
    st.tuples(st.just("ruling"), st.sampled_from(sorted(PACK.rulings)), st.just("")),
    st.tuples(st.just("setting"), st.sampled_from(sorted(PACK.settings)), st.just("")),
)


def walked(child: Participant, step: Step) -> Participant:
    """The child after one step: an answer, a day, a ruling opened, or a setting taken away."""
    what, key, text = step
    match what:
        case "day":
            return replace(child, day=child.day + timedelta(days=int(text)))
        case "ruling":
            return replace(child, rulings={**child.rulings, key: text})
        case "setting":
            return child.set(**{key: text})
        case _:
            return child.but(what, **{key: text})


@pytest.mark.parametrize(("before", "after"), [
    ("g", "gp"), ("gp", "gh"), ("pg", "g"), ("p", "gh"), ("", "g"), ("-", "p"),
], ids=str)
def test_that_no_verdict_stands_when_a_sheet_is_added_struck_or_put_in_the_place_of_another(
    eligible: Participant, before: str, after: str
) -> None:
    child = eligible.ruled(R_SAMPLE="worst_in_window")
    for count in ("0.5", "2.0"):
        child = child.also("laboratory", sampled_on="2025-03-19", anc=count, anc_unit="10⁹/L")
    entries = {form: child.facts.all(form) for form in FORMS if form != "laboratory"}
    sheets = dict(zip("gph", child.facts.all("laboratory"), strict=True))

    def facts(names: str) -> Facts:
        """With these sheets: `g` is good, `p` counts too few neutrophils, `h` enough; `-` where there never was one."""
        return Facts(entries if names == "-" else {**entries, "laboratory": tuple(sheets[name] for name in names)})

    remembered = VerdictCache()
    for names in (before, after, before):
        assert judged(child, remembered, facts(names)) == judged(child, facts=facts(names))
    assert judged(child, facts=facts(before)).verdicts != judged(child, facts=facts(after)).verdicts


@given(steps=st.lists(STEPS, min_size=1, max_size=8), back=st.booleans())
def test_that_along_any_way_remembering_gives_what_judging_anew_gives(
    eligible: Participant, severe: Participant, *, steps: list[Step], back: bool
) -> None:
    remembered, child = VerdictCache(), severe
    way = [child, *((child := walked(child, step)) for step in steps)]
    for each in (*way, *(reversed(way) if back else ()), eligible):
        assert judged(each, remembered) == judged(each)


@pytest.fixture
def asked_again(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The criteria whose rules were asked, as they are asked."""
    found: list[str] = []

    def listening(criterion: str, rule: Callable[[RuleContext], object]) -> Callable[[RuleContext], object]:
        def asked(case: RuleContext) -> object:
            found.append(criterion)
            return rule(case)

        return asked

    rules = {identity: listening(identity, criterion.rule) for identity, criterion in BASE_CRITERIA.items()}
    monkeypatch.setattr(eligibility, "criteria_of", lambda _: rules)
    return found


def test_that_nothing_is_judged_again_while_nothing_changed(eligible: Participant, asked_again: list[str]) -> None:
    remembered, first, facts = VerdictCache(), judged(eligible), eligible.facts
    asked_again.clear()
    assert [judged(eligible, remembered, facts) for _ in range(3)] == [first] * 3
    assert asked_again == list(BASE_CRITERIA)


def test_that_nothing_is_judged_again_while_the_same_entries_are_only_handed_over_anew(
    eligible: Participant, asked_again: list[str]
) -> None:
    remembered, facts = VerdictCache(), eligible.facts
    judged(eligible, remembered, facts)
    asked_again.clear()
    anew = Facts({form: (*entries,) for form, entries in facts.entries.items()})
    judged(eligible, remembered, anew)
    assert asked_again == []


@pytest.mark.parametrize(("form", "answer", "criteria"), [
    ("performance", {"lansky_score": "70"}, ["I3"]),
    ("concomitant_medication", {"drug": "对乙酰氨基酚"}, []),
])
def test_that_only_the_criteria_that_read_the_changed_form_are_judged_again(
    eligible: Participant, asked_again: list[str], form: str, answer: dict[str, str], criteria: list[str]
) -> None:
    remembered, facts = VerdictCache(), eligible.facts
    judged(eligible, remembered, facts)
    asked_again.clear()
    changed = Facts({**facts.entries, form: eligible.but(form, **answer).facts.all(form)})
    judged(eligible, remembered, changed)
    assert asked_again == criteria


@pytest.mark.parametrize("other", [
    lambda child: child.on("2025-03-21"),
    lambda child: child.planned("2025-03-23"),
    lambda child: child.but("demographics", birth_date="2020-06-02"),
    lambda child: child.but("consent", guardian_signed_at="2025-03-10 09:11"),
    lambda child: child.but("screening", first_procedure_at="2025-03-11 10:00"),
    lambda child: child.but("enrolment", enrolled_on="2025-03-20"),
    lambda child: child.also("infusion", given="yes", infused_on="2025-03-20"),
    lambda child: child.ruled(R_EDGE=""),
    lambda child: child.set(screening_window_days=""),
], ids=["day", "plan", "birth", "consent", "procedure", "enrolment", "infusion", "ruling", "setting"])
def test_that_from_another_standpoint_everything_is_judged_again(
    eligible: Participant, asked_again: list[str], other: Callable[[Participant], Participant]
) -> None:
    remembered = VerdictCache()
    judged(eligible, remembered)
    asked_again.clear()
    judged(other(eligible), remembered)
    assert asked_again == list(BASE_CRITERIA)


def test_that_another_version_of_the_protocol_is_another_standpoint(
    eligible: Participant, asked_again: list[str]
) -> None:
    remembered = VerdictCache()
    judged(eligible, remembered)
    asked_again.clear()
    pack = replace(PACK, version="1.1")
    settings, rulings = Settings(eligible.settings), Rulings(eligible.rulings)
    assess(eligible.facts, day=eligible.day, pack=pack, settings=settings, rulings=rulings, remembered=remembered)
    assert asked_again == list(BASE_CRITERIA)


def test_that_an_equal_number_typed_otherwise_is_shown_as_it_was_typed(eligible: Participant) -> None:
    remembered = VerdictCache()
    before, after = (judged(eligible.but("laboratory", plt=text), remembered) for text in ("214", "214.0"))
    assert [one.verdict("I12.2").evidence[0].shown for one in (before, after)] == ["214", "214.0"]


def test_that_three_days_looked_at_in_turn_are_judged_once_each_and_a_fourth_forgets_the_first(
    eligible: Participant, asked_again: list[str]
) -> None:
    remembered, facts = VerdictCache(), eligible.facts

    def look(*days: int) -> int:
        asked_again.clear()
        for day in days:
            judged(eligible.on(f"2025-03-{day}"), remembered, facts)
        return len(asked_again) // len(BASE_CRITERIA)

    assert look(20, 21, 22, 20, 21, 22) == 3
    assert look(22, 22, 22, 20, 21, 22) == 0
    assert look(23, 21, 22) == 1
    assert look(20) == 1


def test_that_an_infusion_and_a_reading_that_is_tried_are_standpoints_of_their_own(eligible: Participant) -> None:
    settings, rulings = Settings(eligible.settings), Rulings(eligible.rulings)
    case = RuleContext.of(eligible.facts, day=eligible.day, pack=PACK, settings=settings, rulings=rulings)
    others = replace(case, at=Anchor(eligible.day, ENROLLED)), case.trying("R-EDGE", "clear")
    assert case.standpoint not in [other.standpoint for other in others]


@pytest.mark.parametrize(
    "name", [one.name for one in fields(RuleContext) if one.name not in ("facts", "used", "_cache")]
)
def test_that_whatever_else_than_the_facts_a_case_is_judged_from_is_part_of_its_standpoint(
    eligible: Participant, name: str
) -> None:
    settings, rulings = Settings(eligible.settings), Rulings(eligible.rulings)
    case = RuleContext.of(eligible.facts, day=eligible.day, pack=PACK, settings=settings, rulings=rulings)
    assert case.standpoint == replace(case).standpoint
    other: dict[str, Any] = {name: object()}
    assert case.standpoint != replace(case, **other).standpoint


def test_that_a_later_consent_voids_an_earlier_judgement_though_the_last_signature_is_the_same(
    eligible: Participant
) -> None:
    child = eligible.but("consent", witness_needed="yes", witness_signed_at="2025-03-10 09:30")
    child = child.but("judgements", judged_on="2025-03-09")
    signed = ("2025-03-09 09:10", "2025-03-10 09:10", "2025-03-09 09:10")
    remembered, way = VerdictCache(), [child.but("consent", guardian_signed_at=moment) for moment in signed]
    states = [judged(one, remembered).verdict("E25").state for one in way]
    assert states == [State.ABSENT, State.INCOMPLETE, State.ABSENT]
