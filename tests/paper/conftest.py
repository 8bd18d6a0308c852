"""An invented form with a field of every kind, the real pack, and ways to read a printed page again."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from tests.helpers.paper import Make, Print
from ucbnk_desktop import places
from ucbnk_desktop.forms.definition import Choice, Condition, Field, FormDefinition, Kind, Section
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.paper.print_data import Languages, Receipt, Sheet, Stamp
from ucbnk_desktop.protocol.pack import ProtocolPack, read_pack
from ucbnk_desktop.wording import Text

YES_NO = (Choice("yes", Text("是", "Yes")), Choice("no", Text("否", "No")))
ROUTES = (Choice("oral", Text("口服", "Oral")), Choice("other", Text("其他", "Other")))



@pytest.fixture(scope="session")
def pack() -> ProtocolPack:
    return read_pack(places.resources("protocol"))


@pytest.fixture(scope="session")
def forms() -> Mapping[str, FormDefinition]:
    return read_forms(places.forms())


@pytest.fixture(scope="session")
def every_kind() -> FormDefinition:
    """One field of each kind, in two sections."""
    plain = (
        Field("site_text", Kind.TEXT, Text("部位文字", "Site text"), help=Text("按报告抄写", "As in the report")),
        Field("long_note", Kind.NOTE, Text("情况说明", "Account")),
        Field("count_n", Kind.INTEGER, Text("次数", "Count"), unit="次"),
        Field("weight_kg", Kind.DECIMAL, Text("体重", "Weight"), unit="kg", width=6),
        Field("done_on", Kind.DATE, Text("完成日期", "Done on"), width=6, cdash="PRSTDAT"),
        Field("known_since", Kind.PARTIAL_DATE, Text("始于", "Since")),
        Field("taken_at", Kind.TIME, Text("采集时间", "Taken at")),
        Field("signed_at", Kind.MOMENT, Text("签署时间", "Signed at")),
        Field("route", Kind.CHOICE, Text("途径", "Route"), choices=ROUTES),
        Field("places", Kind.CHOICES, Text("受累部位", "Places"), choices=ROUTES),
        Field("treated", Kind.YES_NO, Text("是否治疗", "Treated?"), choices=YES_NO),
        Field("treatment", Kind.TEXT, Text("治疗内容", "Treatment"), when=Condition("treated", frozenset({"yes"}))),
        Field("drugs", Kind.ROWS, Text("用药记录", "Drugs"), columns=(
            Field("drug", Kind.TEXT, Text("药名", "Drug")),
            Field("by", Kind.CHOICE, Text("给药途径", "By"), choices=ROUTES),
            Field("since", Kind.PARTIAL_DATE, Text("开始", "From")),
        )),
    )
    results = (
        Field("anc", Kind.LAB, Text("中性粒细胞", "Neutrophils"), short="ANC", unit="10⁹/L"),
        Field("alt", Kind.LAB, Text("丙氨酸氨基转移酶", "Alanine aminotransferase"), short="ALT", unit="U/L"),
    )
    return FormDefinition("every", "1.0", "EV", "history", Text("全类型表", "Every kind"), (
        Section("plain", Text("一般", "Ordinary"), plain), Section("results", Text("检验", "Results"), results),
    ), repeats=True, titled_by=("done_on",))


@pytest.fixture(scope="session")
def stamp() -> Stamp:
    return Stamp(
        Text("脐带血NK细胞治疗神经母细胞瘤", "Cord blood NK cells in neuroblastoma"), Text("某某医院", "A Hospital"),
        "1.0", "D007", demonstration=True, printed_at=datetime(2026, 11, 22, 6, 10, tzinfo=UTC), printed_by="演示用户",
        head_sequence=1482, head_digest="7f3a 91c2 04be d6e0",
    )


@pytest.fixture
def made(forms: Mapping[str, FormDefinition], pack: ProtocolPack, stamp: Stamp) -> Make:
    """Print sheets to bytes."""
    from ucbnk_desktop.paper.printing import print_bytes

    def run(*sheets: Sheet, languages: Languages = "zh", by: Stamp = stamp, contents: bool = False) -> bytes:
        return print_bytes(sheets, by, languages, forms=forms, pack=pack, contents=contents)

    return run


@pytest.fixture
def printed(made: Make) -> Print:
    """Print sheets and open what came out."""
    return lambda *sheets, **how: PdfReader(io.BytesIO(made(*sheets, **how)), strict=True)


@pytest.fixture
def kept(forms: Mapping[str, FormDefinition], pack: ProtocolPack, stamp: Stamp) -> Callable[..., Receipt]:
    """Print sheets to a file."""
    from ucbnk_desktop.paper.printing import print_forms

    return lambda out, *sheets: print_forms(sheets, stamp, "zh", out, forms=forms, pack=pack)


@pytest.fixture(scope="session")
def words() -> Callable[[PdfReader], str]:
    """All text of a PDF without spaces and line breaks, as broken lines lose them anyway."""

    def read(pdf: PdfReader, page: int | None = None) -> str:
        pages: Sequence[Any] = pdf.pages if page is None else [pdf.pages[page]]
        return "".join("".join(one.extract_text().split()) for one in pages)

    return read
