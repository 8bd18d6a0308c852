"""The criteria on paper: every line, what it rests on, its shape, and the decisions that were used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.helpers.pack import WHOLE
from tests.helpers.paper import Print, Words
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.paper.bilingual import PrintLanguage
from ucbnk_desktop.paper.inline_shapes import COLOURS, SHAPES, VerdictMark
from ucbnk_desktop.paper.print_data import Confirmation, Decided, Sheet
from ucbnk_desktop.protocol.facts import Source
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.verdicts import (
    Assessment,
    Evidence,
    FieldRef,
    Limit,
    LimitComparison,
    Outcome,
    Reason,
    Sign,
    State,
    Verdict,
)

DECIDED = datetime(2026, 11, 20, 1, 5, tzinfo=UTC)
WORDS = {
    State.MET: "符合", State.NOT_MET: "不符合", State.ABSENT: "不存在", State.PRESENT: "存在",
    State.INCOMPLETE: "资料不全", State.PENDING_DATE: "待日期满足", State.NEEDS_PI: "需研究者判定",
    State.NOT_APPLICABLE: "不适用",
}


def verdict(criterion: str, state: State) -> Verdict:
    return Verdict(
        criterion, state,
        evidence=(
            Evidence(Source("laboratory", 2, "anc"), "0.92 10⁹/L", Limit("≥", Decimal("0.5")), date(2026, 11, 21)),
        ),
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
    decisions = {"R-LEAPDAY": Decided("mar1", 2, "王教授", DECIDED)}
    return Sheet(forms["eligibility"], 1, assessment=assessment, decisions=decisions)


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
        own = "".join((PrintLanguage("zh").criterion(line) + criterion.short_zh).split())
        assert own in read, line


def test_that_the_criteria_are_counted_with_their_parts_under_their_own(
    printed: Print, words: Words, sheet: Sheet, pack: ProtocolPack
) -> None:
    lines = pack.listed
    assert len([one for one in lines if "." not in one.id]) == len(WHOLE)
    ids = [one.id for one in lines]
    assert ids[ids.index("I12"):][:6] == ["I12", "I12.1", "I12.2", "I12.3", "I12.4", "I12.5"]
    assert ids[ids.index("E23"):][:4] == ["E23", "E23.1", "E23.2", "E23.3"]
    assert set(ids) == set(pack.criteria)
    assert f"共{len(WHOLE)}条" in words(printed(sheet), 0)


@pytest.mark.parametrize("blank", [False, True])
def test_that_a_criterion_with_parts_has_its_own_line_and_verdict(
    blank: bool, printed: Print, words: Words, sheet: Sheet, pack: ProtocolPack
) -> None:
    read = words(printed(replace(sheet, blank=blank)))
    for one in ("I12", "E23"):
        criterion = pack.criteria[one]
        assert "".join(
            (PrintLanguage("zh").criterion(one) + (criterion.zh if blank else criterion.short_zh)).split()
        ) in read


@pytest.mark.parametrize("case", [
    ("unconfirmed", "尚未确认", "Notyetconfirmed"), ("stale", "签名已失效（签后有修改）", "Changedafterconfirmation"),
    ("past", "确认的是当日的判定，与以下判定不同", "Theconfirmationcoversanotherday'sassessment"),
])
def test_that_the_criteria_say_how_the_confirmation_stands(
    case: tuple[Confirmation, str, str], printed: Print, words: Words, sheet: Sheet
) -> None:
    confirmation, zh, en = case
    read = words(printed(replace(sheet, confirmation=confirmation), languages="both"), 0)
    assert zh in read
    assert en in read
    assert zh not in words(printed(sheet), 0)


def test_that_unconfirmed_criteria_leave_room_for_the_investigator(
    printed: Print, words: Words, sheet: Sheet
) -> None:
    read = words(printed(replace(sheet, number=None, confirmation="unconfirmed")))
    assert "不合格" in read
    assert "未录入" not in read
    assert "研究者确认" in read


def _held(source: Source, shown: str, sign: Sign, limit: str, reason: Reason | None) -> Evidence:
    """A result as it was entered, held against a limit; `reason` is the sentence about it."""
    comparison = LimitComparison("", Quantity.parse(shown), Decimal(limit), reason)
    return Evidence(source, shown, Limit(sign, Decimal(limit)), comparisons=(comparison,))


def test_that_each_result_stands_beside_its_own_limit_though_its_digits_stand_in_another(
    printed: Print, words: Words, forms: Mapping[str, FormDefinition]
) -> None:
    alt = Reason.of("why_at_most_uln", name="ALT", value="5", times="2.5", uln="40", limit="100")
    ast = Reason.of("why_at_most_uln", name="AST", value="15", times="2.5", uln="36", limit="90")
    evidence = (_held(Source("laboratory", 2, "alt"), "5", "≤", "100", alt),
                _held(Source("laboratory", 2, "ast"), "15", "≤", "90", ast))
    verdicts = (Verdict("I12.5", State.MET, (alt, ast), evidence),)
    assessed = Assessment(verdicts, Outcome.INCOMPLETE, date(2026, 11, 22), None, "1.0", "abc")
    read = words(printed(Sheet(forms["laboratory"], 2, {"alt": "5", "ast": "15"}, assessment=assessed)))
    assert "ALT5≤2.5×40=100" in read
    assert "AST15≤2.5×36=90" in read


def test_that_a_sentence_about_one_result_is_not_left_out_for_another_with_the_same_digits(
    printed: Print, words: Words, forms: Mapping[str, FormDefinition]
) -> None:
    entered = Reason.of("why_at_least", name="ANC", value="15", limit="1.0")
    computed = Reason.of("why_at_least", name="ANC", value="5", limit="1.0")
    evidence = (_held(Source("laboratory", 1, "anc"), "15", "≥", "1.0", entered),)
    read = words(printed(one_line(forms, Verdict("I12.1", State.MET, (entered, computed), evidence))))
    assert "ANC5≥1.0" in read, "the columns show 15 only"
    assert "ANC15≥1.0" not in read, "what the columns say is not said again"


def test_that_a_laboratory_page_ends_with_the_criteria_that_rest_on_it(
    printed: Print, words: Words, forms: Mapping[str, FormDefinition]
) -> None:
    here, other = Source("laboratory", 2, "tbil"), Source("laboratory", 1, "anc")
    limit = Reason.of("why_at_most_uln", name="TBIL", value="31.5", times="1.5", uln="21.0", limit="31.5")
    verdicts = (
        Verdict("I12.1", State.MET, evidence=(Evidence(other, "2.31", Limit("≥", Decimal("1.0"))),)),
        Verdict("I12.3", State.MET, (limit,), (_held(here, "31.5", "≤", "31.5", limit),)),
        Verdict("I12", State.MET, evidence=(Evidence(here, "31.5"),)),
    )
    assessed = Assessment(verdicts, Outcome.INCOMPLETE, date(2026, 11, 22), None, "1.0", "abc")
    read = words(printed(Sheet(forms["laboratory"], 2, {"tbil": "31.5"}, assessment=assessed)))
    assert "与入选、排除标准的关系" in read
    assert "入12.3胆红素TBIL31.5≤1.5×21.0=31.5符合" in read
    assert "入12.1" not in read
    assert "判定日期2026-11-22" in read
    assert "与入选" not in words(printed(Sheet(forms["laboratory"], 3, {"tbil": "31.5"}, assessment=assessed)))
    assert "与入选" not in words(printed(Sheet(forms["laboratory"], 2, assessment=assessed, struck="误录入")))


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
    assert "R-LEAPDAYv2" in read, "beside the criterion, with its version"
    assert "v2王教授2026-11-2009:05" in read, "at the end, with who and when"
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
    values = {name: Decided(value) for name, value in (decisions or {}).items()}
    return Sheet(forms["eligibility"], 1, assessment=assessed, decisions=values)


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
    assert "知情同意书V1" in read
    assert "eligibility_signed" not in read
    assert "consent_forms" not in read


def test_that_the_ages_of_signing_are_printed_in_words(
    printed: Print, words: Words, forms: Mapping[str, FormDefinition]
) -> None:
    decided = {"consent_matrix": '{"child_signs_from": 8, "participant_signs_from": 18}'}
    sheet = one_line(forms, Verdict("I1", State.MET, settings=("consent_matrix",)), decided)
    assert "满8周岁起本人与监护人同签；满18周岁起本人单独签署" in words(printed(sheet))
    english = words(printed(sheet, languages="en"))
    assert "participantsignsalonefrom18years" in english
    assert "child_signs_from" not in english


def test_that_a_limit_in_days_is_said_in_words(
    printed: Print, words: Words, forms: Mapping[str, FormDefinition]
) -> None:
    evidence = (Evidence(Source("prior_therapy", 1, "chemotherapy"), "2026-10-11", Limit("≥", 21, "d")),)
    sheet = one_line(forms, Verdict("I7", State.MET, evidence=evidence))
    assert "≥21天" in words(printed(sheet))
    assert "≥21days" in words(printed(sheet, languages="en"))


def test_that_only_settings_still_open_are_named_beside_a_line_to_be_judged(
    printed: Print, words: Words, forms: Mapping[str, FormDefinition], pack: ProtocolPack
) -> None:
    name = "".join(pack.settings["guardians_required"].zh.split())
    waiting = Verdict("I13", State.NEEDS_PI, settings=("guardians_required",))
    assert words(printed(one_line(forms, waiting))).count(name) == 2
    assert words(printed(one_line(forms, waiting, {"guardians_required": "1"}))).count(name) == 1


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
