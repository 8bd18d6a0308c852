"""An assessment against what it cannot do without: the facts read once into a digest, and a verdict for each line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest

from ucbnk_desktop.casebook import Casebook, EntryDraft
from ucbnk_desktop.forms.answers import entry_of
from ucbnk_desktop.forms.definition import FormDefinition, Kind
from ucbnk_desktop.protocol.eligibility import assess
from ucbnk_desktop.protocol.evaluation import VerdictCache
from ucbnk_desktop.protocol.facts import Entry, Facts
from ucbnk_desktop.protocol.rulings import Rulings
from ucbnk_desktop.protocol.verdicts import State, Verdict

Row = Mapping[str, str]


def bare_assessment(facts: Facts, lines: int) -> tuple[str, tuple[Verdict, ...]]:
    digest = hashlib.sha256(repr(facts).encode()).hexdigest()
    return digest, tuple(Verdict(str(number), State.MET) for number in range(lines))


def test_that_an_assessment_is_measured_against_a_digest_of_its_facts(
    against: Callable[..., None], casebook: Casebook, fullest: str
) -> None:
    facts, settings, rulings = casebook.facts(fullest), casebook.settings(), casebook.rulings()
    today = casebook.today()

    def ours() -> object:
        return assess(facts, day=today, pack=casebook.pack, settings=settings, rulings=rulings)

    lines = len(assess(facts, day=today, pack=casebook.pack, settings=settings, rulings=rulings).verdicts)
    against("assessment of all criteria", ours, lambda: bare_assessment(facts, lines), rounds=30)


def test_that_the_board_after_a_keystroke_is_measured_against_a_digest_of_its_facts(
    against: Callable[..., None], casebook: Casebook, fullest: str
) -> None:
    facts = casebook.facts(fullest)
    draft = EntryDraft(
        "laboratory", None, {"sampled_on": casebook.today().isoformat(), "anc": "1.2", "anc_unit": "10^9/L"}, {}
    )
    lines = len(casebook.assessment(fullest).verdicts)
    against(
        "board after a keystroke",
        lambda: casebook.assessment(fullest, draft=draft),
        lambda: bare_assessment(facts, lines),
        rounds=30,
    )


def _ago(today: date, days: int) -> str:
    return (today - timedelta(days=days)).isoformat()


def heavy_treatment(today: date) -> dict[str, tuple[Row, ...]]:
    """40 rows over all tables of the treatment form."""
    past = {"ongoing": "no"}
    done = {"investigational": "no", "toxicity_recovered": "yes", "protocol_combination": "no"}
    return {
        "chemotherapy": tuple(
            {"drug": f"药物{n}", "myelosuppressive": "yes", "nitrosourea": "yes" if n == 9 else "no",
             "started_on": _ago(today, 300 + 20 * n), "last_dose_on": _ago(today, 100 + 20 * n)} for n in range(10)
        ),
        "anticancer": tuple(
            {"drug": f"药物{n}", "drug_class": kind, "last_dose_on": _ago(today, 60 + n), **done}
            for n, kind in enumerate(("anti_gd2", "kinase_inhibitor", "retinoid", "cytokine", "cell_therapy"))
        ),
        "growth_factors": tuple(
            {"drug": f"药物{n}", "duration_class": kind, "last_dose_on": _ago(today, 30 + n)}
            for n, kind in enumerate(("long_acting", "short_acting", "other", "short_acting"))
        ),
        "radiotherapy": tuple(
            {"modality": "external", "extent": kind, "site": "左股骨", "ended_on": _ago(today, 100 + 30 * n)}
            for n, kind in enumerate((
                "local_palliative_small", "substantial_marrow", "other", "craniospinal", "total_body",
            ))
        ),
        "stem_cells": tuple(
            {"transplant_type": "autologous", "infused_on": _ago(today, 200 + 90 * n), "total_body_irradiation": "no",
             "active_gvhd": "no"} for n in range(2)
        ),
        "surgery": tuple(
            {"procedure": words, "category": kind, "performed_on": _ago(today, 40 + n)}
            for n, (words, kind) in enumerate((
                ("骨髓穿刺", "minor_procedure"), ("肿瘤切除术", "major_surgery"), ("PICC", "minor_procedure"),
                ("股骨骨折", "fracture"),
            ))
        ),
        "trials": tuple(
            {"trial": f"虚构试验{n}", "antitumour": "yes", "last_dose_on": _ago(today, 300 + n),
             "ended_on": _ago(today, 200 + n)} for n in range(3)
        ),
        "immunosuppression": tuple(
            {"drug": f"药物{n}", "category": kind, "route": "oral", **past, "last_dose_on": _ago(today, 30 + n)}
            for n, kind in enumerate(("systemic_steroid", "replacement", "antiemetic", "premedication"))
        ),
        "vaccines": tuple({"vaccine": "麻腮风疫苗", "live": "yes", "given_on": _ago(today, 100 + n)} for n in range(2)),
        "transplants": ({"what": "tissue_graft", "transplanted_on": _ago(today, 500)},),
    }


def full_report(form: FormDefinition, today: date, day: int, printed: Row) -> Row:
    """A laboratory report that leaves no result out: what `printed` lacks is filled up."""
    lacking = {field.key: field for field in form.fields if field.kind is Kind.LAB and not printed.get(field.key)}
    filled = dict.fromkeys(lacking, "3.1") | {f"{key}_unit": field.unit for key, field in lacking.items()}
    limits = {f"{key}_{limit}": value for key in lacking for limit, value in (("lln", "1.0"), ("uln", "9.9"))}
    return {**printed, **filled, **limits, "sampled_on": _ago(today, day), "sampled_at": "08:10"}


@pytest.fixture
def heavy(casebook: Casebook, forms: Mapping[str, FormDefinition], fullest: str) -> Facts:
    """The fullest child with 40 rows of treatment, and laboratory reports of 20 days with every result."""
    today, known = casebook.today(), casebook.facts(fullest).entries
    treatment, report = forms["prior_therapy"], forms["laboratory"]
    rows = heavy_treatment(today)
    assert sum(map(len, rows.values())) == 40
    gates = {field.key: "yes" for field in treatment.fields if field.kind is Kind.YES_NO}
    printed = casebook.store.entries(fullest, "laboratory")[-1].values
    return Facts({
        **{form: entries for form, entries in known.items() if form not in ("enrolment", "infusion", "eligibility")},
        "prior_therapy": (entry_of(treatment, 1, gates, rows, today=today),),
        "laboratory": tuple(
            entry_of(report, 20 - day, full_report(report, today, day, printed), {}, today=today)
            for day in reversed(range(20))
        ),
    })


def anew(facts: Facts) -> Facts:
    """The same facts as if they had just been read, nothing of them worked out yet."""

    def copied(entry: Entry) -> Entry:
        rows = {table: tuple(map(copied, rows)) for table, rows in entry.rows.items()}
        return Entry(entry.form, entry.number, entry.answers, rows)

    return Facts({form: tuple(map(copied, entries)) for form, entries in facts.entries.items()})


@pytest.mark.parametrize("decided", [True, False], ids=["decided", "open"])
@pytest.mark.parametrize("read", ["before", "anew"])
def test_that_40_rows_and_20_laboratory_days_are_measured_against_a_digest_of_them(
    against: Callable[..., None], casebook: Casebook, heavy: Facts, *, decided: bool, read: str
) -> None:
    rulings = Rulings({one.id: one.proposed for one in casebook.pack.rulings.values()} if decided else {})
    settings, today = casebook.settings(), casebook.today()
    facts = [heavy] if read == "before" else [anew(heavy) for _ in range(40)]

    def ours() -> object:
        given = facts[0] if read == "before" else facts.pop()
        return assess(given, day=today, pack=casebook.pack, settings=settings, rulings=rulings)

    what = f"40 rows, 20 laboratory days, rulings {'decided' if decided else 'open'}, read {read}"
    against(what, ours, lambda: bare_assessment(heavy, 46), rounds=30)


@pytest.mark.parametrize("decided", [True, False], ids=["decided", "open"])
def test_that_a_key_in_a_report_of_40_rows_and_20_days_is_measured_against_a_digest_of_them(
    against: Callable[..., None], casebook: Casebook, forms: Mapping[str, FormDefinition], heavy: Facts, fullest: str,
    *, decided: bool
) -> None:
    """As the casebook asks it while somebody types: what reads no laboratory report is not judged again."""
    rulings = Rulings({one.id: one.proposed for one in casebook.pack.rulings.values()} if decided else {})
    settings, today, remembered = casebook.settings(), casebook.today(), VerdictCache()
    *before, last = heavy.all("laboratory")
    printed = full_report(forms["laboratory"], today, 0, casebook.store.entries(fullest, "laboratory")[-1].values)
    typed = [
        entry_of(forms["laboratory"], last.number, {**printed, "anc": f"1.{key:02d}"}, {}, today=today)
        for key in range(40)
    ]

    def ours() -> object:
        facts = Facts({**heavy.entries, "laboratory": (*before, typed.pop())})
        return assess(
            facts, day=today, pack=casebook.pack, settings=settings, rulings=rulings, remembered=remembered,
        )

    what = f"40 rows, 20 laboratory days, rulings {'decided' if decided else 'open'}, a key in the last report"
    against(what, ours, lambda: bare_assessment(heavy, 46), rounds=30)
