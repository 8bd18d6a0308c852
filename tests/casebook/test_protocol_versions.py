"""Each participant is judged by the version in force when she consented, or by the one she was moved to, explicitly."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.helpers.pdf_text import pdf_text
from tests.helpers.study_clock import NOW, TODAY
from ucbnk_desktop.casebook import (
    AdoptionRefused,
    Casebook,
    DayQuery,
    EntryDraft,
    FormState,
    RoleRefused,
    StepStatus,
    TransferRefused,
    steps,
)
from ucbnk_desktop.casebook.judgement_page import form_asked
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.protocol.criteria import table
from ucbnk_desktop.protocol.criteria.criterion import EXCLUSION, Criterion
from ucbnk_desktop.protocol.pack import PackError, ProtocolPack
from ucbnk_desktop.protocol.rule_context import consent_day
from ucbnk_desktop.protocol.rules import absent
from ucbnk_desktop.protocol.verdicts import Outcome, State
from ucbnk_desktop.records import ChangeKind, Store, StoreFault, User
from ucbnk_desktop.wording import Language

PLATELETS = 'version = "1.1"\ndated = 2026-10-01\namends = "1.0"\n[limits]\nplt_min = "50"\n'
SCORE = 'version = "2.0"\ndated = 2026-10-15\namends = "1.1"\n[limits]\nscore_min = 60\n'
SOURCE = "伦理批件 2026-101"
LATER = date(2026, 12, 1)

Book = Callable[[str], Casebook]


@pytest.fixture
def book_of(
    demo_file: Path, tmp_path: Path, forms: Mapping[str, FormDefinition], pack: ProtocolPack
) -> Iterator[Book]:
    """The demonstration opened by somebody with the role asked for."""
    stores: list[Store] = []

    def opened(role: str) -> Casebook:
        path = tmp_path / f"{len(stores)}.ucbnk"
        shutil.copyfile(demo_file, path)
        stores.append(Store.open(path, forms, user=User("王教授", role), now=lambda: NOW))
        return Casebook(stores[-1], forms, pack, lambda: TODAY)

    yield opened
    for store in stores:
        store.close()


@pytest.fixture
def book(book_of: Book) -> Casebook:
    return book_of("pi")


def _platelets(book: Casebook, code: str, count: str) -> None:
    """Her platelets as if they had been `count` all along."""
    entry = book.store.entries(code, "laboratory")[-1]
    book.store.correct(code, "laboratory", entry.number, {"plt": count}, reason="录入错误")


def _consented(book: Casebook, code: str) -> date:
    day = consent_day(book.facts(code))
    assert day is not None
    return day


def _adopt(book: Casebook, day: date, text: str = PLATELETS) -> None:
    steps.adopt(book, text, "v1-1.toml", in_force_from=day, source=SOURCE)


def _state(book: Casebook, code: str) -> State:
    return book.assessment(code).verdict("I12.2").state


# Which version


def test_that_without_an_amendment_the_program_s_pack_judges_everybody(book: Casebook, pack: ProtocolPack) -> None:
    assert book.pack_of() is pack
    assert set(book.judged_by().values()) == {"1.0"}
    assert len(book.judged_by()) == len(book.store.participants())


@pytest.mark.parametrize(("count", "before", "after"), [
    ("60", State.NOT_MET, State.MET), ("50", State.NOT_MET, State.MET), ("49.9", State.NOT_MET, State.NOT_MET),
    ("75", State.MET, State.MET),
])
def test_that_a_count_is_held_against_the_limit_of_her_own_version(
    book: Casebook, count: str, before: State, after: State
) -> None:
    _platelets(book, "D-001", count)
    assert _state(book, "D-001") is before
    _adopt(book, LATER)
    assert _state(book, "D-001") is before
    steps.transfer(book, ("D-001",), "1.1", reason="重新知情")
    assert _state(book, "D-001") is after


@pytest.mark.parametrize(("shift", "version"), [(-1, "1.1"), (0, "1.1"), (1, "1.0")])
def test_that_consent_on_the_day_itself_or_later_is_under_the_new_version(
    book: Casebook, shift: int, version: str
) -> None:
    day = _consented(book, "D-001")
    _adopt(book, date.fromordinal(day.toordinal() + shift))
    assert book.pack_of("D-001").version == version
    assert book.assessment("D-001").pack_version == version
    assert book.judged_by()["D-001"] == version


def test_that_before_consent_the_version_of_the_day_asked_for_counts(book: Casebook) -> None:
    book.store.screen("D-900")
    _adopt(book, LATER)
    assert book.pack_of("D-900").version == "1.0"
    assert book.pack_of("D-900", day=date(2026, 11, 30)).version == "1.0"
    assert book.pack_of("D-900", day=LATER).version == "1.1"
    assert book.assessment("D-900", day=LATER).pack_version == "1.1"
    asked = book.asked("D-900", DayQuery(LATER, LATER))
    assert asked.pack_version == "1.1"


def test_that_a_consent_that_is_only_typed_chooses_the_version_at_once(book: Casebook) -> None:
    book.store.screen("D-900")
    _adopt(book, LATER)
    draft = EntryDraft("consent", None, {"guardian_signed_at": "2026-12-01 09:00"})
    assert book.assessment("D-900", draft=draft).pack_version == "1.1"
    assert book.pack_of("D-900", draft=draft).version == "1.1"


def test_that_of_several_amendments_the_newest_in_force_at_consent_counts(book: Casebook) -> None:
    day = _consented(book, "D-001")
    _adopt(book, day)
    _adopt(book, LATER, SCORE)
    assert book.pack_of("D-001").version == "1.1"
    assert book.pack_of().version == "1.1"
    assert [version.name for version in book.protocols().versions] == ["1.0", "1.1", "2.0"]
    assert book.protocols().newest.pack.limits.plt_min == 50


def test_that_whoever_was_enrolled_before_the_adoption_stays_under_her_version(book: Casebook) -> None:
    enrolled = "D-010"
    assert book.store.entries(enrolled, "enrolment")
    assert _consented(book, enrolled) > date(2026, 10, 1)
    before = book.assessment(enrolled)
    _adopt(book, date(2026, 10, 1))
    assert book.pack_of(enrolled).version == "1.0"
    assert book.assessment(enrolled) == before
    steps.transfer(book, (enrolled,), "1.1", reason="伦理要求")
    assert book.pack_of(enrolled).version == "1.1"


def test_that_an_ended_screening_stays_under_its_version(book: Casebook) -> None:
    assert book.store.entries("D-004", "end_of_study")
    _adopt(book, date(2026, 10, 1))
    assert book.pack_of("D-004").version == "1.0"


# Moving


def test_that_a_move_may_be_taken_back(book: Casebook) -> None:
    _adopt(book, LATER)
    steps.transfer(book, ("D-001",), "1.1", reason="重新知情")
    steps.transfer(book, ("D-001",), "1.0", reason="转入有误")
    assert book.pack_of("D-001").version == "1.0"
    assert [(one.before, one.version) for one in book.store.transfers()] == [("1.0", "1.1"), ("1.1", "1.0")]
    assert book.store.verify() == ()


def test_that_a_move_that_is_taken_back_leaves_the_confirmation_void(book: Casebook) -> None:
    _adopt(book, LATER)
    steps.transfer(book, ("D-002",), "1.1", reason="重新知情")
    steps.transfer(book, ("D-002",), "1.0", reason="转入有误")
    assert book.confirmation_stale("D-002")
    assert book.assessment("D-002").outcome is Outcome.READY_TO_SIGN


def test_that_a_move_makes_the_confirmation_stale_although_no_verdict_changes(book: Casebook) -> None:
    assert book.assessment("D-002").outcome is Outcome.ELIGIBLE
    _adopt(book, LATER)
    effect = book.transfer_effect("D-002", "1.1")
    assert (effect.changed, effect.confirmation_lost) == ((), True)
    steps.transfer(book, ("D-002",), "1.1", reason="重新知情")
    assert book.confirmation_stale("D-002")
    assert book.assessment("D-002").outcome is Outcome.READY_TO_SIGN
    steps.confirm(book, "D-002", {"investigator": "王教授", "confirmed_on": TODAY.isoformat()})
    assert not book.confirmation_stale("D-002")
    assert book.assessment("D-002").outcome is Outcome.ELIGIBLE


@pytest.mark.parametrize(("version", "reason"), [("1.0", "r"), ("3.0", "r"), ("1.1", " ")])
def test_that_a_move_to_nowhere_or_without_a_reason_is_refused_in_words(
    book: Casebook, version: str, reason: str
) -> None:
    _adopt(book, LATER)
    with pytest.raises(TransferRefused) as refused:
        steps.transfer(book, ("D-001",), version, reason=reason)
    assert all(refused.value.words(language) for language in Language)
    assert book.store.transfers() == ()


def test_that_several_are_moved_at_once_and_all_are_judged_anew(book: Casebook) -> None:
    _platelets(book, "D-001", "60")
    _adopt(book, LATER)
    assert book.confirmation_stale("D-002") is False
    assert book.assessment("D-001").verdict("I12.2").state is State.NOT_MET
    change = steps.transfer(book, ["D-001", "D-002"], "1.1", reason="重新知情")
    assert (change.kind, change.participant) == (ChangeKind.TRANSFERRED, None)
    assert book.assessment("D-001").verdict("I12.2").state is State.MET
    assert book.confirmation_stale("D-002")
    assert [(one.participant, one.before, one.moved_at) for one in book.store.transfers()] == [
        ("D-001", "1.0", NOW), ("D-002", "1.0", NOW),
    ]


def test_that_one_who_cannot_be_moved_keeps_all_where_they_are_and_is_named(book: Casebook) -> None:
    _adopt(book, LATER)
    steps.transfer(book, ("D-001",), "1.1", reason="r")
    steps.transfer(book, ("D-003",), "1.1", reason="r")
    with pytest.raises(TransferRefused) as refused:
        steps.transfer(book, ["D-001", "D-002", "D-003"], "1.1", reason=" ")
    said = refused.value.words(Language.EN)
    assert len(said) == 3
    assert ("D-001" in said[0], "D-003" in said[1], "D-002" in "".join(said)) == (True, True, False)
    assert [one.participant for one in book.store.transfers()] == ["D-001", "D-003"]


# Adopting


@pytest.mark.parametrize(("role", "adopts", "moves"), [
    ("pi", True, True), ("administrator", True, False), ("investigator", False, True), ("coordinator", False, False),
    ("monitor", False, False),
])
def test_that_only_some_roles_adopt_and_only_some_move(book_of: Book, role: str, adopts: bool, moves: bool) -> None:
    book = book_of(role)
    if adopts:
        _adopt(book, LATER)
    else:
        with pytest.raises(RoleRefused):
            _adopt(book, LATER)
        book.store.adopt("1.1", PLATELETS, in_force_from=LATER, source=SOURCE)
    if moves:
        assert steps.transfer(book, ("D-001",), "1.1", reason="r").kind is ChangeKind.TRANSFERRED
    else:
        with pytest.raises(RoleRefused):
            steps.transfer(book, ("D-001",), "1.1", reason="r")


@pytest.mark.parametrize(("day", "source"), [(date(2026, 9, 30), SOURCE), (LATER, " ")])
def test_that_an_amendment_is_not_adopted_for_a_day_before_it_or_without_a_source(
    book: Casebook, day: date, source: str
) -> None:
    with pytest.raises(AdoptionRefused) as refused:
        steps.adopt(book, PLATELETS, "a", in_force_from=day, source=source)
    assert all(len(refused.value.words(language)) == 1 for language in Language)
    assert book.store.amendments() == ()


def test_that_an_amendment_may_be_in_force_on_its_own_day(book: Casebook) -> None:
    _adopt(book, date(2026, 10, 1))
    assert book.protocols().newest.name == "1.1"


def test_that_a_later_amendment_is_not_in_force_before_an_earlier_one(book: Casebook) -> None:
    _adopt(book, LATER)
    with pytest.raises(AdoptionRefused, match=r"1\.1"):
        _adopt(book, date(2026, 11, 30), SCORE)
    _adopt(book, LATER, SCORE)
    assert book.protocols().on(LATER).name == "2.0"


def test_that_an_amendment_of_an_older_version_is_refused(book: Casebook) -> None:
    _adopt(book, LATER)
    with pytest.raises(PackError) as refused:
        _adopt(book, LATER, PLATELETS.replace('"1.1"', '"1.2"'))
    assert refused.value.code == "amendment_of_another"


def test_that_the_effects_name_whoever_would_be_judged_otherwise_and_change_nothing(book: Casebook) -> None:
    _platelets(book, "D-001", "60")
    day, head = _consented(book, "D-001"), book.store.head
    new = book.protocols().read(PLATELETS, "a")
    effect = book.adoption_effect("D-001", new, day)
    assert effect is not None
    assert effect.changed == (("I12.2", State.NOT_MET, State.MET),)
    assert effect.outcome_before is Outcome.NOT_ELIGIBLE
    assert book.adoption_effect("D-001", new, LATER) is None
    assert (book.store.head, _state(book, "D-001")) == (head, State.NOT_MET)
    _adopt(book, day)
    assert _state(book, "D-001") is State.MET


def test_that_the_effects_foretell_the_adoption_for_every_participant(book: Casebook) -> None:
    new, day = book.protocols().read(PLATELETS, "a"), date(2026, 11, 5)
    codes = [one.code for one in book.store.participants()]
    told = {code: book.adoption_effect(code, new, day) for code in codes}
    _adopt(book, day)
    assert any(told.values())
    assert {code for code in codes if told[code]} == {c for c, version in book.judged_by().items() if version == "1.1"}
    for code, effect in told.items():
        if effect is not None:
            assert effect.outcome_after is book.assessment(code).outcome


# The file, and paper


def test_that_a_study_opened_again_judges_as_before(
    book: Casebook, forms: Mapping[str, FormDefinition], pack: ProtocolPack
) -> None:
    _platelets(book, "D-001", "60")
    _adopt(book, LATER)
    steps.transfer(book, ("D-001",), "1.1", reason="重新知情")
    book.store.close()
    with Store.open(book.store.study.path, forms, user=User("甲", "monitor"), now=lambda: NOW) as store:
        again = Casebook(store, forms, pack, lambda: TODAY)
        assert (_state(again, "D-001"), again.pack_of("D-001").version) == (State.MET, "1.1")


def test_that_a_file_whose_amendment_this_program_cannot_apply_is_refused_in_words(
    book: Casebook, pack: ProtocolPack
) -> None:
    _adopt(book, LATER)
    newer = Casebook(book.store, book.forms, replace(pack, version="1.1"), book.today)
    with pytest.raises(StoreFault) as refused:
        newer.protocols()
    assert refused.value.code == "protocol_unusable"
    for language in Language:
        assert "1.1" in refused.value.words(language)


def test_that_a_move_to_a_version_that_is_not_there_is_refused_in_words(book: Casebook) -> None:
    book.store.transfer("D-001", "7.0", before="1.0", reason="r")
    with pytest.raises(StoreFault, match="protocol_unusable"):
        book.protocols()


def test_that_every_page_says_the_version_she_is_judged_by(book: Casebook) -> None:
    _adopt(book, LATER)
    steps.transfer(book, ("D-001",), "1.1", reason="重新知情")
    versions = [book.stamp(code, at=NOW, by="甲").pack_version for code in ("D-001", "D-002", "")]
    assert versions == ["1.1", "1.0", "1.0"]


def test_that_the_printed_criteria_carry_the_amended_texts(book: Casebook) -> None:
    from ucbnk_desktop.paper.printing import print_bytes

    text = PLATELETS + '[[criterion]]\nid = "E9"\nshort_en = "Gut uptake"\nen = "Gut uptake disturbed"\n'
    _adopt(book, LATER, text)
    steps.transfer(book, ("D-001",), "1.1", reason="重新知情")

    def printed(code: str) -> str:
        pages = print_bytes(
            book.sheets(code, ("eligibility",)), book.stamp(code, at=NOW, by="甲"), "en", forms=book.forms,
            pack=book.pack_of(code), contents=False,
        )
        return pdf_text(pages, between=" ")

    assert "Gut uptake" in printed("D-001")
    assert "Gut uptake" not in printed("D-002")
    assert "1.1" in printed("D-001")


# A criterion that comes or goes

COME_AND_GO = Path(__file__).parents[1] / "fixtures" / "amendments" / "criteria-come-and-go.toml"


@pytest.fixture
def second_version(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Adopts the second version, without E25 and with E26, for everybody who consented since it is dated."""

    def adopt() -> None:
        e26 = Criterion("E26", EXCLUSION, form="medical_history", rule=absent("medical_history", "other_condition"))
        monkeypatch.setitem(table.CRITERIA, "E26", e26)
        _adopt(book, date(2025, 3, 1), COME_AND_GO.read_text(encoding="utf-8"))

    return adopt


@pytest.fixture
def second(book: Casebook, second_version: Callable[[], None]) -> Casebook:
    """A study in which the second version, without E25 and with E26, was in force before anybody consented."""
    second_version()
    return book


def test_that_the_effect_of_an_adoption_names_the_criteria_that_come_and_go(
    book: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    e26 = Criterion("E26", EXCLUSION, form="medical_history", rule=absent("medical_history", "other_condition"))
    monkeypatch.setitem(table.CRITERIA, "E26", e26)
    pack = book.protocols().read(COME_AND_GO.read_text(encoding="utf-8"), "second.toml")
    effect = book.adoption_effect("D-001", pack, date(2025, 3, 1))
    assert effect is not None
    changed = {criterion: (before, after) for criterion, before, after in effect.changed}
    assert changed["E26"] == (None, State.ABSENT)
    assert changed["E25"][1] is None
    assert changed["I12.5"] == (State.MET, None)


def test_that_every_participant_is_judged_summed_up_and_printed_by_the_criteria_of_the_version(
    second: Casebook,
) -> None:
    from ucbnk_desktop.paper.printing import print_bytes

    for participant in second.store.participants():
        code = participant.code
        found = second.assessment(code)
        assert {verdict.criterion for verdict in found.verdicts} == set(second.pack_of(code).criteria)
        assert second.summary(code).code == code
        assert len(second.path(code)) == 8
        for sheet in second.sheets(code):
            print_bytes(
                [sheet], second.stamp(code, at=NOW, by="王教授"), "both", forms=second.forms,
                pack=second.pack_of(code),
            )


def test_that_the_judgement_page_asks_nothing_about_a_criterion_that_is_gone(second: Casebook) -> None:
    asked = {question.criterion for question in second.judging("D-001").values()}
    assert "E25" not in asked
    assert "I13" in asked


def test_that_the_station_of_judgements_counts_no_question_about_a_criterion_that_is_gone(
    book: Casebook, second_version: Callable[[], None]
) -> None:
    before = {code: _judgements(book, code) for code in ("D-001", "D-003")}
    second_version()
    after = {code: _judgements(book, code) for code in ("D-001", "D-003")}
    assert (before["D-001"].answered, before["D-001"].asked) == (after["D-001"].answered + 1, after["D-001"].asked + 1)
    assert (before["D-003"].answered, before["D-003"].asked) == (after["D-003"].answered, after["D-003"].asked + 1)


def test_that_a_judgement_of_everything_the_version_asks_is_complete_without_the_criterion_that_is_gone(
    second: Casebook,
) -> None:
    entry = second.store.entries("D-001", "judgements")[-1]
    second.store.correct("D-001", "judgements", entry.number, {"judgement_e25": ""}, reason="录入错误")
    assert _judgements(second, "D-001").state is StepStatus.COMPLETE


def test_that_a_blank_form_does_not_ask_about_a_criterion_that_is_gone(
    book: Casebook, second_version: Callable[[], None]
) -> None:
    [before] = book.sheets("", ["judgements"], blank=True)
    second_version()
    [after] = book.sheets("", ["judgements"], blank=True)
    keys = [[field.key for field in sheet.definition.fields] for sheet in (before, after)]
    assert [key for key in keys[0] if key not in keys[1]] == ["judgement_e25", "judgement_e25_reason"]
    assert [key for key in keys[0] if key in keys[1]] == keys[1]


def test_that_an_answer_about_a_criterion_that_is_gone_is_printed_as_long_as_it_stands_or_stood(
    second: Casebook,
) -> None:
    assert "judgement_e25" in _printed(second, "D-001")
    assert "judgement_e25_reason" not in _printed(second, "D-001")
    entry = second.store.entries("D-001", "judgements")[-1]
    second.store.correct("D-001", "judgements", entry.number, {"judgement_e25": ""}, reason="录入错误")
    assert "judgement_e25" in _printed(second, "D-001"), "the correction is part of the record"


def test_that_what_a_criterion_that_is_gone_was_reckoned_from_is_not_asked_either(book: Casebook) -> None:
    gone = form_asked(book.forms["judgements"], set(book.pack.criteria) - {"I5"})
    kept = {field.key for field in book.forms["judgements"].fields} - {field.key for field in gone.fields}
    assert kept == {"survival_weeks", "judgement_i5", "judgement_i5_reason"}


def _judgements(book: Casebook, code: str) -> FormState:
    return next(form for step in book.path(code) for form in step.forms if form.form == "judgements")


def _printed(book: Casebook, code: str) -> list[str]:
    [sheet] = book.sheets(code, ["judgements"])
    return [field.key for field in sheet.definition.fields]
