"""Where the data of a verdict come from: who recorded each of them, when, in which unit, and who judged."""

from __future__ import annotations

from datetime import datetime

from ucbnk_desktop.casebook import Casebook, EntryDraft, Origin
from ucbnk_desktop.protocol.facts import Source
from ucbnk_desktop.records.model import RowDraft
from ucbnk_desktop.site_time import SITE_ZONE

SAVED = datetime(2026, 11, 19, 15, 40, tzinfo=SITE_ZONE)


def _origin(casebook: Casebook, code: str, criterion: str, field: str, draft: EntryDraft | None = None) -> Origin:
    verdict = casebook.assessment(code, draft=draft).verdict(criterion)
    found = casebook.origins(code, verdict, draft=draft)
    return next(origin for source, origin in found.items() if source.field == field)


def _typed(casebook: Casebook, form: str, **changes: str) -> EntryDraft:
    entry = casebook.store.entries("D-005", form)[-1]
    rows = {key: tuple(row.values for row in rows) for key, rows in entry.rows.items()}
    return EntryDraft(form, entry.number, {**entry.values, **changes}, rows)


def test_that_a_datum_names_who_recorded_it_when_and_in_which_unit(demo: Casebook) -> None:
    origin = _origin(demo, "D-005", "I12.2", "plt")
    assert (origin.by, origin.corrected, origin.unit) == ("虚构协调员甲", False, "10⁹/L")
    assert origin.at is not None
    assert origin.at.replace(microsecond=0) == SAVED


def test_that_the_last_correction_is_the_origin_of_what_stands(casebook: Casebook) -> None:
    saved = casebook.store.entries("D-005", "laboratory")[-1]
    casebook.store.correct("D-005", "laboratory", saved.number, {**saved.values, "plt": "90"}, reason="录入错误")
    assert _origin(casebook, "D-005", "I12.2", "plt").corrected
    assert not _origin(casebook, "D-005", "I12.1", "anc").corrected


def test_that_a_blank_filled_in_later_is_no_correction(demo: Casebook) -> None:
    assert not _origin(demo, "D-017", "I12.2", "plt").corrected
    assert _origin(demo, "D-017", "I12.5", "alt").corrected


def test_that_a_value_typed_over_the_record_has_no_origin_and_the_others_keep_theirs(demo: Casebook) -> None:
    draft = _typed(demo, "laboratory", plt="80", anc_unit="/uL")
    assert _origin(demo, "D-005", "I12.2", "plt", draft).at is None
    assert _origin(demo, "D-005", "I12.3", "tbil", draft).by == "虚构协调员甲"


def test_that_a_new_entry_has_no_origin_before_it_is_saved(demo: Casebook) -> None:
    saved = demo.store.entries("D-005", "laboratory")[-1]
    draft = EntryDraft("laboratory", None, {**saved.values, "sampled_on": "2026-11-21"})
    origin = _origin(demo, "D-005", "I12.2", "plt", draft)
    assert (origin.by, origin.at, origin.unit) == ("", None, "10⁹/L")


def test_that_a_datum_in_a_row_is_found_by_the_number_of_its_row(casebook: Casebook) -> None:
    """The first of two rows is struck: the second is the first that counts, and its history is its own."""
    store = casebook.store
    saved = store.entries("D-005", "prior_therapy")[-1]
    kept = [RowDraft(row.values, row.number) for row in saved.rows["chemotherapy"]]
    added = RowDraft({"drug": "依托泊苷", "myelosuppressive": "yes", "nitrosourea": "no", "last_dose_on": "2026-10-01",
                      "protocol_combination": "no"})
    other = {key: [RowDraft(row.values, row.number) for row in rows] for key, rows in saved.rows.items()}
    store.correct("D-005", "prior_therapy", saved.number, saved.values, rows={**other, "chemotherapy": [*kept, added]})
    store.strike("D-005", "prior_therapy", saved.number, reason="录入错误", row=("chemotherapy", 1))
    origin = _origin(casebook, "D-005", "I7", "chemotherapy[0].last_dose_on")
    assert origin.at is not None
    assert origin.at.date().isoformat() == "2026-11-22"


def test_that_a_row_typed_anew_has_no_origin(demo: Casebook) -> None:
    typed = _typed(demo, "prior_therapy")
    first, *_ = typed.rows["chemotherapy"]
    draft = EntryDraft(typed.form, typed.entry, typed.values, {
        **typed.rows, "chemotherapy": ({**first, "last_dose_on": "2026-11-10"},),
    })
    assert _origin(demo, "D-005", "I7", "chemotherapy[0].last_dose_on", draft).at is None


def test_that_who_judged_is_the_investigator_named_and_not_who_typed(demo: Casebook) -> None:
    judge = demo.judge_of("D-005")
    assert judge.by.startswith("虚构研究者")
    assert str(judge.on).startswith("2026-11-")
    assert (demo.judge_of("D-015").by, demo.judge_of("D-015").on) == ("", "")


def test_that_a_judge_only_typed_is_named_as_typed(demo: Casebook) -> None:
    saved = demo.store.entries("D-005", "judgements")[-1]
    draft = EntryDraft("judgements", saved.number, {**saved.values, "judged_by": "李医生", "judged_on": "[unknown]"})
    assert (demo.judge_of("D-005", draft=draft).by, demo.judge_of("D-005", draft=draft).on) == ("李医生", "")


def test_that_a_struck_or_unknown_entry_has_no_origin(demo: Casebook) -> None:
    verdict = demo.assessment("D-005").verdict("I12.2")
    assert all(isinstance(source, Source) for source in demo.origins("D-005", verdict))
    assert demo.origins("D-005", demo.assessment("D-015").verdict("I1")) == {}
