"""The papers in docs say what the code says: every citation leads somewhere, every name in them is one of the code."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ucbnk_desktop.protocol.dates import completed_years
from ucbnk_desktop.protocol.qtc import qtc
from ucbnk_desktop.protocol.quantity import Quantity
from ucbnk_desktop.protocol.renal import bedside_schwartz, cockcroft_gault
from ucbnk_desktop.protocol.scales import scale_for
from ucbnk_desktop.protocol.units import to_unit

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "ucbnk_desktop"
DOCS = ROOT / "docs"
DOMAIN = sorted((DOCS / "domain").glob("*.md"))
PAPERS = [*DOMAIN, DOCS / "glossary.md", DOCS / "unproved.md"]
CITING = sorted([*PACKAGE.rglob("*.py"), *ROOT.glob("forms/*.toml"), *ROOT.glob("resources/*/*.toml")])

CITATION = re.compile(r"\bdocs/[\w/-]+(?:\.\w+)*\.(?:md|png)(?:, [A-Z0-9][\w -]*\w)?")
"""`docs/domain/laboratory.md, Units`: the heading ends at the next sign that is no part of a heading."""

LINK = re.compile(r"https://[^\s\"|]*[^\s\"|.,;:)]")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def flowing(path: Path) -> str:
    """A file as one line, so that a citation may be broken between two."""
    return re.sub(r"\s*\n\s*(?:# )?", " ", text_of(path))


@cache
def headings(path: Path) -> frozenset[str]:
    return frozenset(re.findall(r"^#+ (.+)$", text_of(path), re.MULTILINE))


def citations(paths: list[Path]) -> list[str]:
    return sorted({cited for path in paths for cited in CITATION.findall(flowing(path))})


def leads_somewhere(cited: str) -> bool:
    name, _, heading = cited.partition(", ")
    return (ROOT / name).is_file() and (not heading or heading in headings(ROOT / name))


def test_that_the_code_cites_the_papers_at_all() -> None:
    assert len(citations(CITING)) > 15


@pytest.mark.parametrize("cited", citations([*CITING, *PAPERS, ROOT / "README.md"]))
def test_that_a_cited_paper_is_there_with_its_heading(cited: str) -> None:
    assert leads_somewhere(cited)


@pytest.mark.parametrize("cited", ["docs/domain/nowhere.md", "docs/domain/laboratory.md, Nothing of the kind"])
def test_that_a_citation_that_leads_nowhere_is_found(cited: str) -> None:
    assert CITATION.fullmatch(cited)
    assert not leads_somewhere(cited)


def test_that_no_file_cites_facts_outside_the_repository() -> None:
    outside = re.compile(r"\(domain\b|\bdomain[:,] [a-z-]+, section")
    assert [path.name for path in CITING if outside.search(flowing(path))] == []


@pytest.mark.parametrize("path", DOMAIN, ids=lambda path: path.name)
def test_that_every_paper_of_the_field_stands_in_its_index(path: Path) -> None:
    index = text_of(DOCS / "domain" / "README.md")
    assert path.name == "README.md" or f"]({path.name})" in index


def test_that_every_link_in_the_rules_is_one_of_the_papers() -> None:
    known = {link for path in DOMAIN for link in LINK.findall(text_of(path))}
    used = {link for path in (PACKAGE / "protocol").rglob("*.py") for link in LINK.findall(flowing(path))}
    assert used
    assert used <= known


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_that_every_file_a_paper_names_is_there(path: Path) -> None:
    folders = "ucbnk_desktop|forms|resources|tests|scripts|docs"
    named = re.findall(rf"`((?:{folders})/[\w./-]*|{folders})[,`]", text_of(path))
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_that_links_between_papers_lead_to_files(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text_of(path))
    assert [link for link in links if not (path.parent / link).is_file()] == []


@pytest.mark.parametrize("path", PAPERS, ids=lambda path: path.name)
def test_that_a_name_said_to_be_in_a_file_is_in_it(path: Path) -> None:
    said = re.findall(r"((?:`\w+`(?:, )?)+) (?:in|of) `(ucbnk_desktop/[\w/]+\.py)`", flowing(path))
    assert [
        (name, file) for names, file in said for name in re.findall(r"\w+", names) if name not in text_of(ROOT / file)
    ] == []


def test_that_the_pack_says_of_every_criterion_what_the_quoted_record_says() -> None:
    record = re.sub(r"^> ?", "", text_of(DOCS / "domain" / "registry-record.md"), flags=re.MULTILINE)
    quoted = re.sub(r"\s+", " ", record)
    pack = tomllib.loads(text_of(ROOT / "resources" / "protocol" / "ucbnk01.toml"))
    said = {criterion["id"]: criterion["registry_en"] for criterion in pack["criterion"]}
    assert all(said.values())
    assert [identity for identity, sentence in said.items() if sentence not in quoted] == []


# -- worked examples


def rows_of(path: Path, section: str) -> list[list[str]]:
    """The cells of the tables under a heading, without their head lines."""
    parts = re.split(r"^## ", text_of(path), flags=re.MULTILINE)
    text = next(part for part in parts if part.startswith(f"{section}\n"))
    bodies = re.findall(r"^\|(?:-+\|)+\n((?:\|.*\n)+)", text, re.MULTILINE)
    lines = "".join(bodies).splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_that_every_corrected_qt_of_the_paper_is_what_the_program_computes() -> None:
    rows = [row for row in rows_of(DOCS / "domain" / "heart.md", "Corrected QT") if re.fullmatch(r"\d+, \d+", row[0])]
    assert len(rows) == 5
    for given, *told in rows:
        qt, rate = map(Decimal, given.split(", "))
        computed = (qtc(formula, qt, rate) for formula in ("bazett", "fridericia", "framingham", "hodges"))
        assert [f"{value:.2f}" for value in computed] == told


def test_that_every_renal_function_of_the_paper_is_what_the_program_computes() -> None:
    rows = [row for row in rows_of(DOCS / "domain" / "laboratory.md", "Renal function") if "µmol/L" in row[0]]
    assert len(rows) == 3
    for child, clearance, filtration in rows:
        age, weight, height, creatinine = map(Decimal, re.findall(r"\d+", child))
        gault = cockcroft_gault(
            age_years=int(age), weight_kg=weight, creatinine_umol_l=creatinine, female=child.startswith("girl"))
        schwartz = bedside_schwartz(height_cm=height, creatinine_umol_l=creatinine)
        assert (f"{gault:.2f}", f"{schwartz:.2f}") == (clearance.split()[0], filtration)


def test_that_every_age_of_the_paper_is_what_the_program_computes() -> None:
    born, rows = date(2008, 11, 22), rows_of(DOCS / "domain" / "eligibility.md", "Age")
    assert rows
    for day, age, scale, _ in rows:
        on = date.fromisoformat(day)
        assert (str(completed_years(born, on)), scale_for(born, on)) == (age, scale.lower())


def test_that_every_factor_of_the_paper_is_that_of_the_program() -> None:
    keys = {
        "creatinine": "crea", "bilirubin": "tbil", "glucose": "glu", "calcium": "ca", "magnesium": "mg",
        "phosphorus": "phos", "urate": "ua", "albumin, haemoglobin": "hb", "fibrinogen": "fib", "cells": "plt",
        "urine protein to creatinine": "upcr",
    }  # fmt: skip
    rows = {row[0]: row for row in rows_of(DOCS / "domain" / "laboratory.md", "Units")}
    for analyte, key in keys.items():
        _, units, factor, _ = rows[analyte]
        assert to_unit(key, Quantity(Decimal(1)), *units.split(", ")) == Quantity(Decimal(factor))


# -- rulings and settings


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads(text_of(ROOT / "resources" / "protocol" / name))


def asked_by(criteria: list[Mapping[str, Any]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for criterion in criteria:
        for ruling in criterion.get("rulings", ()):
            found.setdefault(ruling, set()).add(criterion["id"])
    return found


def test_that_the_list_of_rulings_is_that_of_the_program() -> None:
    criteria = asked_by(toml("ucbnk01.toml")["criterion"])
    wanted = [
        (ruling["id"], criteria[ruling["id"]], ruling["question"]["en"], list(ruling["values"]),
         ruling["proposed"].split(), ruling.get("lenient", False))
        for ruling in toml("rulings.toml")["ruling"]
    ]  # fmt: skip
    told = [
        (name, set(where.split(", ")), question, re.findall(r"`([^`]+)`", readings), re.findall(r"`([^`]+)`", proposed),
         "†" in proposed)
        for name, where, question, readings, proposed in rows_of(DOCS / "domain" / "rulings.md", "The questions")
    ]  # fmt: skip
    assert told == wanted


def test_that_every_ruling_a_paper_names_is_asked_by_the_program() -> None:
    known = {ruling["id"] for ruling in toml("rulings.toml")["ruling"]}
    named = {name for path in DOMAIN for name in re.findall(r"\bR-[A-Z]+(?:-[A-Z]+)*\d*", text_of(path))}
    assert named <= known


@pytest.mark.parametrize("section", ["What the record says of them", "Settings that rules read"])
def test_that_every_setting_the_paper_names_is_one_of_the_study(section: str) -> None:
    known = {setting["id"] for setting in toml("settings.toml")["setting"]}
    rows = rows_of(DOCS / "domain" / "settings.md", section)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row[0])}
    assert named
    assert named <= known


def test_that_the_criteria_of_the_paper_are_those_of_the_protocol() -> None:
    sums = {"I12", "E23"}
    known = [criterion["id"] for criterion in toml("ucbnk01.toml")["criterion"] if criterion["id"] not in sums]
    path = DOCS / "domain" / "eligibility.md"
    told = [row[0] for section in ("Inclusion", "Exclusion") for row in rows_of(path, section)]
    assert sorted(told) == sorted(known)


# -- the glossary


def names_in(body: list[ast.stmt], within: str = "") -> Iterator[str]:
    """Every class, function, constant and member a module defines: `State`, `State.MET`, `completed_years`."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield within + node.name
            yield from names_in(node.body, f"{node.name}.")
        elif isinstance(node, ast.FunctionDef):
            yield within + node.name
        elif isinstance(node, ast.Assign):
            yield from (within + target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield within + node.target.id


def fields_in(part: object, form: str) -> Iterator[str]:
    """Every field of a form and of its rows: `infusion.lot`."""
    if isinstance(part, dict):
        if "kind" in part and "key" in part:
            yield f"{form}.{part['key']}"
        for value in part.values():
            yield from fields_in(value, form)
    elif isinstance(part, list):
        for value in part:
            yield from fields_in(value, form)


@cache
def identifiers() -> frozenset[str]:
    """What the glossary may name: definitions of the package, forms and their fields, settings."""
    found = {name for path in PACKAGE.rglob("*.py") for name in names_in(ast.parse(text_of(path)).body)}
    for path in ROOT.glob("forms/*.toml"):
        form = tomllib.loads(text_of(path))
        found |= {form["key"], *fields_in(form, form["key"])}
    return frozenset(found | {setting["id"] for setting in toml("settings.toml")["setting"]})


@cache
def visible_text() -> str:
    """All that a user can read: forms, wording, protocol, and the texts of the screens."""
    patterns = ("forms/*.toml", "resources/wording/*.toml", "resources/protocol/*.toml", "resources/i18n/*.ts")
    return "\n".join(text_of(path) for pattern in patterns for path in ROOT.glob(pattern))


def terms() -> list[list[str]]:
    """Chinese, English and code of every term, up to the words that are refused."""
    text = text_of(DOCS / "glossary.md").partition("## Words to refuse")[0]
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| 中文 |")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


TERMS = terms()


def test_that_the_glossary_covers_the_program() -> None:
    assert len(TERMS) > 150


@pytest.mark.parametrize("row", TERMS, ids=lambda row: row[1])
def test_that_a_term_of_the_glossary_is_named_so_in_code_and_read_so_by_users(row: list[str]) -> None:
    chinese, english, code = row
    assert english
    assert [name for name in re.findall(r"`([^`]+)`", code) if name not in identifiers()] == []
    assert [term for term in chinese.split("、") if term not in visible_text()] == []


@pytest.mark.parametrize("form", sorted(path.stem for path in ROOT.glob("forms/*.toml")))
def test_that_every_form_stands_in_the_glossary_under_its_title(form: str) -> None:
    title = tomllib.loads(text_of(ROOT / "forms" / f"{form}.toml"))["title"]
    assert [title["zh"], title["en"], f"`{form}`"] in TERMS
