"""The criteria on paper: every line, what it rests on, its shape, and the decisions that were used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest
from pypdf import PdfReader

from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.paper.criteria import name
from ucbnk_desktop.paper.inks import COLOURS, SHAPES, VerdictMark
from ucbnk_desktop.paper.sheet import Sheet
from ucbnk_desktop.paper.voice import Voice
from ucbnk_desktop.protocol.facts import Source
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.verdicts import Assessment, Evidence, FieldRef, Outcome, Reason, State, Verdict

Print = Callable[..., PdfReader]
Words = Callable[..., str]

WORDS = {
    State.MET: "符合", State.NOT_MET: "不符合", State.ABSENT: "不存在", State.PRESENT: "存在",
    State.INCOMPLETE: "资料不全", State.PENDING_DATE: "待日期满足", State.NEEDS_PI: "需研究者判定",
    State.NOT_APPLICABLE: "不适用",
}


def verdict(criterion: str, state: State) -> Verdict:
    return Verdict(
        criterion, state,
        evidence=(Evidence(Source("laboratory", 2, "anc"), "0.92 10⁹/L", "≥ 0.5", date(2026, 11, 21)),),
        first_ok=date(2026, 12, 1) if state is State.PENDING_DATE else None, valid_until=date(2026, 12, 5),
        rulings=("R-LEAPDAY",) if criterion == "I2" else (),
    )


@pytest.fixture
def assessment(pack: ProtocolPack) -> Assessment:
    states = list(State)
    verdicts = tuple(verdict(line, states[n % len(states)]) for n, line in enumerate(pack.criteria))
    return Assessment(
        verdicts, Outcome.NOT_ELIGIBLE, date(2026, 11, 22), date(2026, 12, 3), "1.0", "a3f09c2e77bb10029a3f",
        date(2026, 12, 1), ("I7",), date(2026, 12, 5), ("I12.1",),
    )


@pytest.fixture
def sheet(forms: Mapping[str, FormDefinition], assessment: Assessment) -> Sheet:
    return Sheet(forms["eligibility"], 1, assessment=assessment, decisions={"R-LEAPDAY": "march1"})


def test_that_every_state_has_word_and_shape() -> None:
    assert set(SHAPES) == set(State) == set(WORDS)
    assert set(SHAPES.values()) == set(COLOURS)


def test_that_met_waiting_stopping_open_and_missing_differ_in_shape_alone() -> None:
    groups = (State.MET, State.NOT_MET, State.PENDING_DATE, State.NEEDS_PI, State.INCOMPLETE, State.NOT_APPLICABLE)
    assert len({SHAPES[state] for state in groups}) == len(groups)
    assert SHAPES[State.ABSENT] == SHAPES[State.MET]
    assert SHAPES[State.PRESENT] == SHAPES[State.NOT_MET]


@pytest.mark.parametrize("state", State)
def test_that_every_state_is_printed_in_words(
    state: State, printed: Print, words: Words, sheet: Sheet
) -> None:
    assert WORDS[state] in words(printed(sheet))


def test_that_every_line_is_printed_once_with_id_and_statement(
    printed: Print, words: Words, sheet: Sheet, pack: ProtocolPack
) -> None:
    read = words(printed(sheet))
    for line in pack.lines:
        criterion = pack.criteria[line]
        own = "".join((name(Voice("zh"), line) + criterion.short_zh).split())
        assert own in read, line


def test_that_a_line_shows_datum_limit_date_and_validity(printed: Print, words: Words, sheet: Sheet) -> None:
    read = words(printed(sheet))
    assert "ANC0.9210⁹/L" in read
    assert "≥0.5" in read
    assert "2026-11-21" in read
    assert "有效至2026-12-05" in read
    assert "最早2026-12-01" in read


def test_that_the_summary_shows_outcome_earliest_latest_and_what_limits_them(
    printed: Print, words: Words, sheet: Sheet
) -> None:
    read = words(printed(sheet), 0)
    assert "不合格" in read
    assert "计划首次回输2026-12-03" in read
    assert "最早可回输2026-12-01入7" in read
    assert "结果有效至2026-12-05入12.1" in read
    assert "a3f09c2e77bb1002" in read


def test_that_a_ruling_used_is_printed_with_its_question(
    printed: Print, words: Words, sheet: Sheet, pack: ProtocolPack
) -> None:
    read = words(printed(sheet))
    assert "R-LEAPDAY" in read
    assert "".join(pack.rulings["R-LEAPDAY"].question[0].split()) in read


def test_that_an_open_ruling_is_called_open(
    printed: Print, words: Words, forms: Mapping[str, FormDefinition], assessment: Assessment
) -> None:
    assert "未确认" in words(printed(Sheet(forms["eligibility"], 1, assessment=assessment)))


def one_line(
    forms: Mapping[str, FormDefinition], verdict: Verdict, decisions: Mapping[str, str] | None = None,
    queries: tuple[Reason, ...] = (),
) -> Sheet:
    assessed = Assessment((verdict,), Outcome.INCOMPLETE, date(2026, 11, 22), None, "1.0", "abc", queries=queries)
    return Sheet(forms["eligibility"], 1, assessment=assessed, decisions=decisions or {})


def test_that_an_answer_is_printed_by_its_label_and_a_moment_without_seconds(
    printed: Print, words: Words, forms: Mapping[str, FormDefinition]
) -> None:
    evidence = (Evidence(Source("laboratory", 1, "hbsag"), "negative"),
                Evidence(Source("consent", 1, "guardian_signed_at"), "2026-11-10 09:30:00"))
    read = words(printed(one_line(forms, Verdict("E23.1", State.ABSENT, evidence=evidence))))
    assert "HBsAg阴性" in read
    assert "2026-11-1009:30" in read
    assert "09:30:00" not in read


def test_that_a_reason_the_columns_already_tell_is_not_told_twice(
    printed: Print, words: Words, forms: Mapping[str, FormDefinition]
) -> None:
    evidence = (Evidence(Source("laboratory", 1, "hbsag"), "negative"),)
    told = Reason.of("why_test_negative", field=FieldRef("laboratory", "hbsag"))
    untold = Reason.of("why_test_negative", field=FieldRef("laboratory", "hcv_ab"))
    read = words(printed(one_line(forms, Verdict("E23.1", State.ABSENT, (told, untold), evidence))))
    label = forms["laboratory"].field("hbsag").label.zh
    other = forms["laboratory"].field("hcv_ab").label.zh
    assert f"{label}：阴性" not in read
    assert f"{other}：阴性" in read


def test_that_settings_are_printed_in_words(
    printed: Print, words: Words, forms: Mapping[str, FormDefinition]
) -> None:
    verdict = Verdict("I1", State.MET, settings=("validity_days_lab", "consent_forms", "enrol_definition"))
    decided = {"validity_days_lab": "7", "consent_forms": '[{"type": "consent", "version": "V1"}]',
               "enrol_definition": "eligibility_signed"}
    read = words(printed(one_line(forms, verdict, decided)))
    assert "7天" in read
    assert "consentV1" in read
    assert "eligibility_signed" not in read


def test_that_queries_stand_under_the_list(
    printed: Print, words: Words, forms: Mapping[str, FormDefinition]
) -> None:
    read = words(printed(one_line(forms, Verdict("I1", State.MET), queries=(Reason.of("why_query_infection"),))))
    assert "请核对" in read
    assert "排除19为存在，而排除13为不存在" in read


@pytest.mark.parametrize("languages", ["zh", "en", "both"])
def test_that_a_blank_check_list_has_every_line_and_no_verdict(
    languages: str, printed: Print, words: Words, forms: Mapping[str, FormDefinition], pack: ProtocolPack
) -> None:
    read = words(printed(Sheet(forms["eligibility"], blank=True), languages=languages))
    for line in pack.lines:
        criterion = pack.criteria[line]
        assert "".join((criterion.en if languages == "en" else criterion.zh).split()) in read, line
    assert "最早可回输" not in read


def test_that_the_shape_has_room_beside_the_word() -> None:
    assert VerdictMark(State.MET).width > 11
