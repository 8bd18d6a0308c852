"""What the rules may ask about one participant: age, anchors, signatures, the first infusion, what still counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from tests.helpers.pack import FORMS
from tests.helpers.participants import Participant
from ucbnk_desktop.protocol.dates import PartialDate
from ucbnk_desktop.protocol.facts import Answer, Entry, Facts, Missing, Source, Value
from ucbnk_desktop.protocol.findings import Finding
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.rule_context import (
    ASSUMED,
    BORN,
    ENROLLED,
    GUARDIAN,
    INFUSED,
    PARTICIPANT,
    PLANNED,
    PROCEDURE,
    SEX,
    Anchor,
    RuleContext,
    answered,
    code_in,
    day_of,
    eligibility_facts,
    first_infusion,
    last_signature,
    span_of,
    yes_in,
)
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.settings import Settings
from ucbnk_desktop.protocol.verdicts import FieldRef

DAY = date(2025, 3, 20)


def entry(form: str, **values: Value) -> Entry:
    return Entry(form, 1, {key: Answer(value, Source(form, 1, key)) for key, value in values.items()})


def case_of(pack: ProtocolPack, *entries: Entry, settings: dict[str, str] | None = None, **rulings: str) -> RuleContext:
    facts: dict[str, tuple[Entry, ...]] = {}
    for one in entries:
        facts[one.form] = (*facts.get(one.form, ()), one)
    ruled = Rulings({key.replace("_", "-"): value for key, value in rulings.items()})
    return RuleContext.of(Facts(facts), day=DAY, pack=pack, settings=Settings(settings or {}), rulings=ruled)


# Age


@pytest.mark.parametrize(("born", "on", "by_march", "by_february"), [
    ("2008-02-29", "2026-02-27", 17, 17), ("2008-02-29", "2026-02-28", 17, 18), ("2008-02-29", "2026-03-01", 18, 18),
    ("2008-02-29", "2028-02-28", 19, 19), ("2008-02-29", "2028-02-29", 20, 20), ("2008-02-29", "2026-03-28", 18, 18),
    ("2008-02-29", "2026-01-28", 17, 17), ("2008-02-28", "2026-02-28", 18, 18), ("2008-03-29", "2026-02-28", 17, 17),
    ("2008-01-29", "2026-02-28", 18, 18), ("2096-02-29", "2100-02-28", 3, 4), ("1996-02-29", "2000-02-28", 3, 3),
])
def test_that_a_child_of_29_february_is_a_year_older_as_ruled(
    pack: ProtocolPack, *, born: str, on: str, by_march: int, by_february: int
) -> None:
    days = date.fromisoformat(born), date.fromisoformat(on)
    assert case_of(pack, R_LEAPDAY="mar1").age(*days) == by_march
    assert case_of(pack, R_LEAPDAY="feb28").age(*days) == by_february
    if by_march == by_february:
        assert case_of(pack).age(*days) == by_march


@pytest.mark.parametrize(("born", "known"), [("2025-03-19", True), ("2025-03-20", True), ("2025-03-21", False)])
def test_that_nobody_is_born_tomorrow(pack: ProtocolPack, born: str, known: bool) -> None:
    found = case_of(pack, entry("demographics", birth_date=date.fromisoformat(born))).birth()
    assert found == date.fromisoformat(born) if known else isinstance(found, Finding)


# Anchors


def test_that_the_start_is_the_first_infusion_before_it_the_planned_one(pack: ProtocolPack) -> None:
    planned = entry("screening", planned_first_infusion_on=date(2025, 3, 22))
    given = entry("infusion", given="yes", infused_on=date(2025, 3, 24))
    assert isinstance(case_of(pack).start(), Finding)
    assert case_of(pack, planned).start() == Anchor(date(2025, 3, 22), PLANNED)
    assert case_of(pack, planned, given).start() == Anchor(date(2025, 3, 24), INFUSED, fixed=True)
    asked = Anchor(date(2025, 4, 1), INFUSED)
    assert replace(case_of(pack, planned, given), at=asked).start() == asked


def test_that_another_planned_day_may_be_asked_about(pack: ProtocolPack) -> None:
    facts = Facts({"screening": (entry("screening", planned_first_infusion_on=date(2025, 3, 22)),)})
    case = RuleContext.of(
        facts, day=DAY, pack=pack, settings=Settings(), rulings=Rulings(), planned_start=date(2025, 5, 1)
    )
    assert case.planned == date(2025, 5, 1)


@pytest.mark.parametrize(("definition", "anchor"), [
    ("consent", Anchor(date(2025, 3, 10), GUARDIAN, fixed=True)),
    ("first_infusion", Anchor(date(2025, 3, 22), PLANNED)),
    ("eligibility_signed", Anchor(DAY, ASSUMED)), ("slot", Anchor(DAY, ASSUMED)), ("", None), ("later", None),
])
def test_that_enrolment_is_the_day_that_the_study_says(
    pack: ProtocolPack, definition: str, anchor: Anchor | None
) -> None:
    entries = (
        entry("consent", guardian_signed_at=datetime(2025, 3, 10, 9, 10)),  # noqa: DTZ001 (a form has no zone)
        entry("screening", planned_first_infusion_on=date(2025, 3, 22)),
    )
    settings = {"enrol_definition": definition}
    found = case_of(pack, *entries, settings=settings).enrolment()
    assert found == anchor if anchor else isinstance(found, Finding)
    enrolled = case_of(pack, *entries, entry("enrolment", enrolled_on=date(2025, 3, 19)), settings=settings)
    assert enrolled.judged_on == date(2025, 3, 19)
    if anchor == Anchor(DAY, ASSUMED):
        anchor = Anchor(date(2025, 3, 19), ENROLLED, fixed=True)
    assert enrolled.enrolment() == anchor if anchor else isinstance(enrolled.enrolment(), Finding)


@pytest.mark.parametrize(("on", "judged_on"), [("19", "19"), ("20", "20"), ("21", "20")])
def test_that_an_enrolment_counts_from_its_own_day_on(pack: ProtocolPack, on: str, judged_on: str) -> None:
    case = case_of(pack, entry("enrolment", enrolled_on=date(2025, 3, int(on))))
    assert case.judged_on == date(2025, 3, int(judged_on))
    assert (case.enrolled is None) is (on == "21")


def test_that_an_enrolment_before_birth_is_a_slip_that_nothing_is_counted_to(pack: ProtocolPack) -> None:
    entries = entry("demographics", birth_date=date(2025, 3, 15)), entry("enrolment", enrolled_on=date(2025, 3, 14))
    found = case_of(pack, *entries, settings={"enrol_definition": "slot"}).enrolment()
    assert isinstance(found, Finding)
    assert found.missing == (ENROLLED,)


def test_that_a_consent_is_named_by_who_signed_it(pack: ProtocolPack) -> None:
    own = case_of(pack, entry("consent", participant_signed_at=datetime.fromisoformat("2025-03-10 09:10")))
    assert own.consent() == Anchor(date(2025, 3, 10), PARTICIPANT, fixed=True)


# Signatures and infusions


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2025-03-10 {clock}")


@pytest.mark.parametrize(("procedure", "last"), [
    ("10:00", "09:30"), ("09:30", "09:30"), ("09:29", "09:10"), ("09:00", "11:00"), ("", "11:00"),
])
def test_that_consent_is_complete_with_the_last_signature_before_the_first_procedure(
    procedure: str, last: str
) -> None:
    consent = entry(
        "consent", guardian_signed_at=at("09:10"), assent_signed_at=at("09:30"), witness_signed_at=at("11:00"))
    screening = entry("screening", first_procedure_at=at(procedure)) if procedure else Entry("screening", 1)
    assert last_signature(Facts({"consent": (consent,), "screening": (screening,)})) == at(last)
    assert last_signature(Facts({"screening": (screening,)})) is None


@pytest.mark.parametrize("key", [
    "guardian_signed_at", "second_guardian_signed_at", "witness_signed_at", "participant_signed_at",
    "assent_signed_at",
])
def test_that_whoever_signs_last_completes_the_consent(key: str) -> None:
    keys = ("guardian_signed_at", "second_guardian_signed_at", "witness_signed_at", "participant_signed_at",
            "assent_signed_at")
    consent = entry("consent", **{**dict.fromkeys(keys, at("09:10")), key: at("09:30")})
    assert last_signature(Facts({"consent": (consent,)})) == at("09:30")


@pytest.mark.parametrize(("ref", "form", "field"), [
    (BORN, "demographics", "birth_date"), (SEX, "demographics", "sex"),
    (PLANNED, "screening", "planned_first_infusion_on"), (PROCEDURE, "screening", "first_procedure_at"),
    (ENROLLED, "enrolment", "enrolled_on"), (INFUSED, "infusion", "infused_on"),
    (GUARDIAN, "consent", "guardian_signed_at"), (PARTICIPANT, "consent", "participant_signed_at"),
])
def test_that_a_day_is_named_by_the_field_it_stands_in(ref: FieldRef, form: str, field: str) -> None:
    assert ref == FieldRef(form, field)
    assert FORMS[form].field(field)


def test_that_the_first_infusion_is_the_first_that_was_given() -> None:
    infusions = (
        entry("infusion", given="no", infused_on=date(2025, 3, 20)), entry("infusion", given="yes"),
        entry("infusion", given="yes", infused_on=date(2025, 4, 8)),
        entry("infusion", given="yes", infused_on=date(2025, 4, 1)),
    )
    facts = Facts({"infusion": infusions})
    assert first_infusion(facts, None) == first_infusion(facts, date(2025, 4, 1)) == date(2025, 4, 1)
    assert first_infusion(facts, date(2025, 4, 2)) == date(2025, 4, 8)
    assert first_infusion(Facts({"infusion": infusions[:2]}), None) is None


def test_that_what_is_dated_after_enrolment_is_no_fact_of_eligibility() -> None:
    before, on, after = (entry("laboratory", sampled_on=date(2025, 3, day)) for day in (19, 20, 21))
    undated = entry("laboratory")
    early, late = (entry("ecg_echo", ecg_on=date(2025, 3, day), echo_on=date(2025, 3, 21)) for day in (19, 21))
    consent = (entry("consent"),)
    facts = Facts({"laboratory": (before, on, after, undated), "ecg_echo": (early, late), "consent": consent})
    kept = eligibility_facts(facts, DAY)
    assert kept.all("laboratory") == (before, on, undated)
    assert kept.all("ecg_echo") == (early,)
    assert kept.all("consent") == consent
    assert eligibility_facts(facts, None) is facts


@pytest.mark.parametrize(("form", "key"), [
    ("laboratory", "sampled_on"), ("ecg_echo", "ecg_on"), ("ecg_echo", "echo_on"), ("performance", "assessed_on"),
    ("vital_signs", "measured_at"),
])
def test_that_any_day_of_a_form_that_goes_on_can_be_after_enrolment(form: str, key: str) -> None:
    days = [date(2025, 3, 20), date(2025, 3, 21)]
    values: list[Value] = [datetime.fromisoformat(f"{day} 09:00") if key == "measured_at" else day for day in days]
    on, after = (entry(form, **{key: value}) for value in values)
    assert eligibility_facts(Facts({form: (on, after)}), DAY).all(form) == (on,)


# Answers


@pytest.mark.parametrize(("value", "day"), [
    (date(1900, 1, 1), date(1900, 1, 1)), (date(2199, 12, 31), date(2199, 12, 31)), (date(1899, 12, 31), None),
    (date(2200, 1, 1), None), (at("09:10"), date(2025, 3, 10)), (PartialDate.parse("2025-03-10"), date(2025, 3, 10)),
    (PartialDate.parse("2025-03"), None), (PartialDate.parse("1899-03-10"), None), ("2025-03-10", None), (None, None),
])
def test_that_a_day_is_a_whole_date_of_a_year_that_can_be_meant(value: Value | None, day: date | None) -> None:
    assert day_of(value) == day
    assert span_of(value) == (day and PartialDate.of(day)) or isinstance(value, PartialDate)


def test_that_a_partial_date_is_a_span_of_a_year_that_can_be_meant() -> None:
    assert span_of(PartialDate.parse("2025-03")) == PartialDate.parse("2025-03")
    assert span_of(PartialDate.parse("1899")) is None


def test_that_a_code_is_one_of_those_allowed() -> None:
    one, ref = entry("diagnosis", basis="other"), FieldRef("diagnosis", "basis")
    assert code_in(one, ref) == "other"
    assert code_in(one, ref, ("other", "histology")) == "other"
    for found in (code_in(one, ref, ("histology",)), code_in(entry("diagnosis"), ref), yes_in(one, ref)):
        assert isinstance(found, Finding)
    assert [yes_in(entry("diagnosis", basis=text), ref) for text in ("yes", "no")] == [True, False]


def test_that_a_reason_for_absence_is_no_value() -> None:
    source = Source("diagnosis", 1, "basis")
    absent = Entry("diagnosis", 1, {"basis": Answer(None, source, Missing.UNKNOWN)})
    assert answered(absent, "basis") is None
    assert answered(entry("diagnosis"), "basis") is None
    assert answered(entry("diagnosis", basis="other"), "basis") == Answer("other", source)


def test_that_a_case_knows_which_codes_a_question_allows(pack: ProtocolPack) -> None:
    case = case_of(pack, entry("diagnosis", basis="other"))
    assert case.code("diagnosis", "basis") == "other"
    assert isinstance(case.code("diagnosis", "basis", ("histology",)), Finding)


# Decisions of the study


def test_that_each_setting_is_read_as_itself_however_often(pack: ProtocolPack) -> None:
    case = case_of(pack, settings={"validity_days_lab": "14", "validity_days_ecg": "28"})
    for _ in range(2):
        assert (case.days("validity_days_lab"), case.days("validity_days_ecg")) == (14, 28)
        assert case.text("validity_days_lab") == "14"


def test_that_a_verdict_names_only_the_rulings_of_its_own_criterion(
    eligible: Participant, severe: Participant, pack: ProtocolPack
) -> None:
    for child in (eligible, severe):
        for verdict in child.assessment().verdicts:
            parts = [one for one in pack.criteria.values() if one.id == verdict.criterion
                     or one.id.startswith(f"{verdict.criterion}.")]
            assert set(verdict.rulings) <= {ruling for one in parts for ruling in one.rulings} | {"R-LEAPDAY"}


# What is worked out once for a case


def test_that_work_is_done_once_for_a_case_and_what_it_asked_for_counts_each_time(pack: ProtocolPack) -> None:
    case, done = case_of(pack, entry("consent")), []

    def work() -> int:
        case.facts.all("laboratory")
        done.append(1)
        return len(done)

    assert [case.cached("work", work), case.trying("R-EDGE", "clear").cached("work", work)] == [1, 1]
    assert case.used.forms == ("laboratory",)
    case.used.asked.clear()
    assert case.cached("work", work) == 1
    assert case.used.forms == ("laboratory",)


def test_that_nothing_worked_out_for_one_day_is_taken_for_another(pack: ProtocolPack) -> None:
    case = case_of(pack, entry("consent"))
    assert case.cached("day", lambda: case.day) == DAY
    other = replace(case, day=date(2025, 4, 1))
    assert other.cached("day", lambda: other.day) == date(2025, 4, 1)


def test_that_work_that_asks_for_a_ruling_cannot_be_kept(pack: ProtocolPack) -> None:
    case = case_of(pack, entry("consent"), R_EDGE="clear")
    with pytest.raises(AssertionError):
        case.cached("ruled", lambda: case.ruling("R-EDGE"))
