"""Every explanation there is, read by a machine in both languages: words, dates, arithmetic, and who recorded what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from html import unescape

import pytest
from pytestqt.qtbot import QtBot

from ucbnk_desktop import places, wording
from ucbnk_desktop.casebook import EntryDraft, lines
from ucbnk_desktop.forms.display import data_of, together
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.protocol.facts import Answer, Entry, Facts, LabResult, Source
from ucbnk_desktop.protocol.pack import read_pack
from ucbnk_desktop.protocol.verdicts import Evidence, FieldRef, Limit, Reason, State, Verdict
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.criteria.why_dialog import About, WhyDialog
from ucbnk_desktop.screens.verdict_words import Explainer
from ucbnk_desktop.validation import Case, Library, judge, read_cases
from ucbnk_desktop.wording import Language

LIBRARY = Library(read_forms(places.forms()), read_pack(places.resources("protocol")), places.resources("cases"))
CHINESE = re.compile(r"[\u3400-\u9fff]+")
RAW = re.compile(
    r"None|\bwhy_\w+|\b[a-z]+_[a-z0-9_]+|\[\w+\]|\{\w*\}|\bR-[A-Z]{2,}[A-Z0-9-]*|\w+\[\d+\]|Decimal|datetime"
)
DAY = re.compile(r"\d{4}(-\d{2}){0,2}")
LATIN = re.compile(r"[A-Za-z][A-Za-z\-]+")
UNITS = {"s", "mL", "min", "ms", "mol", "copies", "kg", "cm", "g", "h", "m", "L", "U", "IU", "d", "mg", "dL"}
NAMES = {"Cockcroft-Gault", "Schwartz", "Bazett", "Fridericia", "Framingham", "Hodges", "Lansky", "Karnofsky", "Ross"}
RECORD = {"splenomegaly", "are", "excluded"}
"""Words of the public record that two rulings are about."""
SHORT = re.compile(r"[A-Z][A-Za-z]?[A-Z0-9\-]*[a-z]?|h-UPro|I+V?|SCr|ALT|rhG|PEG-rhG-CSF|rhG-CSF")
COUNTED = {
    "why_days_passed", "why_days_short", "why_days_needed", "why_long_ago", "why_too_recent", "why_clears",
    "why_stable", "why_not_stable_yet", "why_stable_from",
}
"""Codes that count days or months from a day to a day."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict of a shipped case, and every text that somebody typed into the case."""

    case: str
    verdict: Verdict
    typed: frozenset[str]


@cache
def shipped() -> tuple[Judged, ...]:
    """Every verdict of the shipped cases, alike ones once."""
    cases = (case for path in sorted(LIBRARY.folder.rglob("*.toml")) for case in read_cases(path, LIBRARY))
    return tuple({repr(one.verdict): one for case in cases for one in _judged(case)}.values())


def _judged(case: Case) -> Iterator[Judged]:
    typed = frozenset(_typed(case.facts))
    for verdict in judge(case, LIBRARY.pack).assessment.verdicts:
        yield Judged(case.id, verdict, typed)


def _typed(facts: Facts) -> Iterator[str]:
    for entries in facts.entries.values():
        for entry in entries:
            yield from _typed_in(entry)


def _typed_in(entry: Entry) -> Iterator[str]:
    """Words of the hospital's own; the codes of choices are none, they have to be put into words."""
    texts = (text for answer in entry.answers.values() for text in _texts(answer))
    yield from (text for text in texts if not re.fullmatch(r"[a-z_]*", text))
    for rows in entry.rows.values():
        for row in rows:
            yield from _typed_in(row)


def _texts(answer: Answer) -> tuple[str, ...]:
    value = answer.value
    return (value.unit,) if isinstance(value, LabResult) else (value,) if isinstance(value, str) else ()


def _said(language: Language) -> Iterator[tuple[Judged, str]]:
    explainer = Explainer(LIBRARY.forms, LIBRARY.pack, language)
    for one in shipped():
        row = explainer.row(one.verdict)
        words = [row.main, row.sub, *explainer.reasons(one.verdict)]
        for evidence, _ in data_of(one.verdict.evidence):
            words += [explainer.field(evidence.source.form, evidence.source.field), explainer.value(evidence)]
        words += [explainer.field(ref.form, ref.field) for ref in one.verdict.missing]
        for text in words:
            yield one, text


def _without(text: str, typed: frozenset[str]) -> str:
    for word in sorted(typed, key=len, reverse=True):
        text = text.replace(word, " ") if len(word) > 1 else text
    return text


def test_that_the_shipped_cases_judge_every_criterion_and_come_to_every_state() -> None:
    assert {one.verdict.criterion for one in shipped()} == set(LIBRARY.pack.criteria)
    assert {one.verdict.state for one in shipped()} == set(State)


def test_that_every_reason_is_explained_in_both_languages() -> None:
    known = {reason.code for one in shipped() for reason in one.verdict.reasons}
    for code in sorted(known):
        text = wording.text(code)
        assert text.zh
        assert text.en
        assert not re.search(r"[A-Za-z]{3,}", re.sub(r"\{\w+\}|CTCAE|ANC|QTc|LVEF|DNA|RNA|Cockcroft-Gault|Schwartz"
                                                     r"|Bazett|Fridericia|HBV|HCV|min|mL", "", text.zh)), text.zh
        assert not CHINESE.search(text.en), text.en


def test_that_every_verdict_gives_a_reason() -> None:
    silent = {one.verdict.criterion for one in shipped() if not one.verdict.reasons}
    assert silent == set()


@pytest.mark.parametrize("language", list(Language))
def test_that_no_explanation_shows_a_key_a_code_or_nothing(language: Language) -> None:
    for one, text in _said(language):
        found = RAW.search(_without(text, one.typed))
        assert not found, (one.case, one.verdict.criterion, text)


def test_that_a_chinese_explanation_has_no_english_word() -> None:
    for one, text in _said(Language.ZH):
        for word in LATIN.findall(_without(text, one.typed)):
            known = word in UNITS | NAMES | RECORD or SHORT.fullmatch(word)
            assert known, (one.case, one.verdict.criterion, word, text)


def test_that_an_english_explanation_has_no_chinese_word() -> None:
    for one, text in _said(Language.EN):
        assert not CHINESE.search(_without(text, one.typed)), (one.case, one.verdict.criterion, text)


@pytest.mark.parametrize("language", list(Language))
def test_that_a_rule_of_days_says_its_days_and_its_number(language: Language) -> None:
    explainer = Explainer(LIBRARY.forms, LIBRARY.pack, language)
    seen = set()
    for one in shipped():
        for group in together(one.verdict.reasons):
            if group[0].code in COUNTED:
                seen.add(group[0].code)
                text = explainer.reasons(replace(one.verdict, reasons=group))[0]
                assert DAY.search(text) or group[0].code == "why_days_needed", text
                assert re.search(r"\d", DAY.sub("", _without(text, one.typed))), text
    assert seen == COUNTED


@pytest.mark.parametrize("language", list(Language))
def test_that_who_waits_is_told_from_which_day_and_how_many_days_are_short(language: Language) -> None:
    explainer = Explainer(LIBRARY.forms, LIBRARY.pack, language)
    waiting = [one for one in shipped() if one.verdict.state is State.PENDING_DATE and one.verdict.first_ok]
    curable = {"I7", "I8", "I9", "I10", "I11", "E1", "E8", "E15", "E16", "E20"}
    assert {one.verdict.criterion for one in waiting} >= curable
    for one in waiting:
        said = " ".join(explainer.reasons(one.verdict))
        assert one.verdict.first_ok is not None
        assert one.verdict.first_ok.isoformat() in said or one.verdict.rulings, (one.case, said)


def test_that_the_chemotherapy_of_the_protocol_reads_as_the_protocol_counts(app: AppState) -> None:
    verdict = app.casebook.assessment("D-005").verdict("I7")
    explainer = Explainer(app.forms, app.pack, Language.EN)
    assert explainer.reasons(verdict) == (
        "环磷酰胺 + 托泊替康 last on 2026-11-03: 2 days short",
        "21 days needed, earliest 2026-11-24 (assumed day of enrolment 2026-11-22)",
    )


# -- the same of several days is said once


def _age(on: date, anchor: str, years: int = 4) -> Reason:
    return Reason.of("why_age", years=years, born=date(2022, 1, 1), last=date(2040, 1, 1), on=on,
                     anchor=FieldRef("screening", anchor))


def test_that_the_same_of_several_days_is_one_line() -> None:
    reasons = _age(date(2026, 11, 16), "first_procedure_at"), _age(date(2026, 11, 22), "planned_first_infusion_on")
    verdict = Verdict("I2", State.MET, reasons)
    explainer = Explainer(LIBRARY.forms, LIBRARY.pack, Language.ZH)
    assert explainer.reasons(verdict) == ("2026-11-16、2026-11-22 时 4 周岁（2022-01-01 出生，截止 2040-01-01）",)


def test_that_what_differs_in_more_than_the_day_stays_two_lines() -> None:
    reasons = _age(date(2026, 11, 16), "first_procedure_at"), _age(date(2027, 1, 1), "planned_first_infusion_on", 5)
    assert [len(group) for group in together(reasons)] == [1, 1]


def test_that_reasons_without_a_day_are_never_laid_together() -> None:
    yes = Reason.of("why_yes", field=FieldRef("consent", "copy_given"))
    assert [len(group) for group in together((yes, yes))] == [1, 1]


def test_that_a_datum_held_against_its_limit_on_several_days_is_shown_once() -> None:
    born = Source("demographics", 1, "birth_date")
    held = [Evidence(born, "2022-01-01", Limit("≤", date(2040, 1, 1)), date(2026, 11, day)) for day in (16, 22, 16)]
    [(datum, days)] = data_of(held)
    assert datum.source == born
    assert days == (date(2026, 11, 16), date(2026, 11, 22))
    assert len(data_of((held[0], replace(held[1], limit=Limit("≤", date(2041, 1, 1)))))) == 2


# -- the dialog


def _page(app: AppState, qtbot: QtBot, code: str, criterion: str, draft: EntryDraft | None = None) -> str:
    book = app.casebook
    verdict = book.assessment(code, draft=draft).verdict(criterion)
    explainer = Explainer(app.forms, app.pack, app.language)
    dialog = WhyDialog(app, verdict, explainer, about=About(code, draft))
    qtbot.addWidget(dialog)
    return unescape(re.sub(r"<[^>]*>", " ", dialog.html()))


def test_that_every_line_of_every_child_is_explained_without_a_raw_word(app: AppState, qtbot: QtBot) -> None:
    for language in Language:
        app.set_language(language)
        for participant in app.casebook.store.participants():
            for verdict in lines(app.casebook.assessment(participant.code)):
                page = _page(app, qtbot, participant.code, verdict.criterion)
                criterion = app.pack.criteria[verdict.criterion]
                assert criterion.zh in page
                assert criterion.en in page
                # beside the question of a ruling stands its id, as on the page of rulings
                found = RAW.search(re.sub(r"R-[A-Z0-9-]+", "", page))
                assert not found, (participant.code, verdict.criterion, found)


def test_that_who_recorded_a_datum_and_when_is_shown(app: AppState, qtbot: QtBot) -> None:
    assert re.search(r"214 10\^?9?⁹?/L.*虚构协调员甲 +2026-11-19 15:40", _page(app, qtbot, "D-005", "I12.2"))


def test_that_a_datum_in_a_row_names_who_recorded_the_row(app: AppState, qtbot: QtBot) -> None:
    page = _page(app, qtbot, "D-005", "I7")
    assert re.search(r"2026-11-03 .*虚构协调员甲", page)


def test_that_a_corrected_datum_names_who_corrected_it(app: AppState, qtbot: QtBot) -> None:
    app.set_language(Language.EN)
    assert re.search(r"虚构协调员甲 +2026-11-21 15:10 · corrected", _page(app, qtbot, "D-017", "I12.5"))


def test_that_a_value_that_is_only_typed_is_nobodys_record(app: AppState, qtbot: QtBot) -> None:
    app.set_language(Language.EN)
    saved = app.casebook.store.entries("D-005", "laboratory")[-1]
    draft = EntryDraft("laboratory", saved.number, {**saved.values, "plt": "80"})
    page = _page(app, qtbot, "D-005", "I12.2", draft)
    assert re.search(r"80 10\^?9?⁹?/L.*typed, not saved", page)


def test_that_a_new_entry_that_is_only_typed_is_nobodys_record(app: AppState, qtbot: QtBot) -> None:
    app.set_language(Language.EN)
    saved = app.casebook.store.entries("D-005", "laboratory")[-1]
    draft = EntryDraft("laboratory", None, {**saved.values, "sampled_on": "2026-11-21"})
    assert "typed, not saved" in _page(app, qtbot, "D-005", "I12.2", draft)


def test_that_a_judgement_names_who_answered_it_and_on_which_day(app: AppState, qtbot: QtBot) -> None:
    app.set_language(Language.EN)
    page = _page(app, qtbot, "D-005", "I6")
    assert re.search(r"Answered by 虚构研究者. on 2026-11-\d\d", page)
    assert "Answered by" not in _page(app, qtbot, "D-005", "I12.2")


@pytest.mark.parametrize("language", list(Language))
def test_that_a_limit_of_days_is_said_in_words(app: AppState, qtbot: QtBot, language: Language) -> None:
    app.set_language(language)
    assert "21 d " not in _page(app, qtbot, "D-005", "I7")


def test_that_choices_and_absent_answers_are_shown_in_words() -> None:
    explainers: Mapping[Language, Explainer] = {
        language: Explainer(LIBRARY.forms, LIBRARY.pack, language) for language in Language
    }
    for source, shown, words in (
        (Source("diagnosis", 1, "risk_group"), "high", {Language.ZH: "高危", Language.EN: "High"}),
        (Source("prior_therapy", 1, "stem_cells[0].transplant_type"), "allogeneic",
         {Language.ZH: "异基因", Language.EN: "Allogeneic"}),
        (Source("laboratory", 1, "plt"), "[pending]", {Language.ZH: "结果未出", Language.EN: "result pending"}),
        (Source("consent", 1, "guardian_signed_at"), "2026-11-16 10:00:00",
         {Language.ZH: "2026-11-16 10:00", Language.EN: "2026-11-16 10:00"}),
    ):
        for language, explainer in explainers.items():
            assert explainer.value(Evidence(source, shown)).lower() == words[language].lower()
