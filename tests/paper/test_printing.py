"""Whole prints: furniture, languages, contents, bookmarks, and what is refused."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import cast

import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import Destination

from tests.helpers.paper import Make, Print, Words
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.paper.atomic_write import pages_of
from ucbnk_desktop.paper.faults import PaperFault
from ucbnk_desktop.paper.print_data import Languages, Sheet, Stamp
from ucbnk_desktop.wording import Language


def drawn(page: PageObject) -> bytes:
    """The drawing operators of a page."""
    contents = page.get_contents()
    return b"" if contents is None else contents.get_data()


def test_that_every_page_says_whose_it_is_and_when_by_whom_and_on_what_it_was_printed(
    printed: Print, words: Words, every_kind: FormDefinition
) -> None:
    pdf = printed(Sheet(every_kind, 2, {"long_note": "长" * 5000, "done_on": "2026-11-20"}))
    assert len(pdf.pages) > 1
    for number in range(len(pdf.pages)):
        read = words(pdf, number)
        for part in ("脐带血NK细胞治疗神经母细胞瘤", "某某医院", "NCT06631391", "方案1.0版", "D007", "EV1.0",
                     "第2条记录", "打印2026-11-2214:10（UTC+8）演示用户", "第1份", "记录1,4827f3a91c204bed6e0",
                     "演示数据DEMO", f"第{number + 1}页，共{len(pdf.pages)}页"):
            assert part in read, part


def test_that_signatures_stand_on_the_last_page_of_a_form_only(
    printed: Print, words: Words, every_kind: FormDefinition
) -> None:
    pdf = printed(Sheet(every_kind, values={"long_note": "长" * 5000}))
    signed = ["研究者签名/日期" in words(pdf, number) for number in range(len(pdf.pages))]
    assert signed == [False] * (len(signed) - 1) + [True]


def test_that_each_entry_that_fills_its_own_pages_is_signed_on_its_last_one(
    printed: Print, words: Words, every_kind: FormDefinition
) -> None:
    pdf = printed(*(Sheet(every_kind, n, {"long_note": "长" * 3000}) for n in (1, 2)))
    signed = [number for number in range(len(pdf.pages)) if "研究者签名/日期" in words(pdf, number)]
    second = next(number for number in range(len(pdf.pages)) if "第2条记录" in words(pdf, number))
    assert signed == [second - 1, len(pdf.pages) - 1]


def test_that_the_demonstration_is_named_in_the_language_of_the_page(
    printed: Print, words: Words, every_kind: FormDefinition
) -> None:
    assert "演示数据" not in words(printed(Sheet(every_kind), languages="en"))
    assert "Demonstrationdata" in words(printed(Sheet(every_kind), languages="en"))
    assert "演示数据DEMO" in words(printed(Sheet(every_kind), languages="both"))


@pytest.mark.parametrize("case", [
    ("zh", ("体重", "一般", "未录入"), ("Weight", "Ordinary", "Signature")),
    ("en", ("Weight", "Ordinary", "Notentered", "Page1of"), ("体重", "研究者签名")),
    ("both", ("体重", "Weight", "一般", "Ordinary", "第1页", "Page1of"), ()),
])
def test_that_each_language_is_whole(
    case: tuple[Languages, tuple[str, ...], tuple[str, ...]], printed: Print, words: Words, every_kind: FormDefinition,
) -> None:
    languages, there, absent = case
    read = words(printed(Sheet(every_kind), languages=languages))
    assert all(part in read for part in there)
    assert not any(part in read for part in absent)


def test_that_without_demonstration_no_page_says_so(
    printed: Print, words: Words, every_kind: FormDefinition, stamp: Stamp
) -> None:
    assert "演示数据" not in words(printed(Sheet(every_kind), by=replace(stamp, demonstration=False)))


def test_that_a_form_with_names_is_refused_in_words(printed: Print, forms: Mapping[str, FormDefinition]) -> None:
    with pytest.raises(PaperFault) as fault:
        printed(Sheet(forms["identity"], values={"name": "王小明"}))
    assert "不能作为病例报告表打印" in fault.value.words(Language.ZH)
    assert "never printed" in fault.value.words(Language.EN)


def test_that_nothing_to_print_is_said_in_words(printed: Print) -> None:
    with pytest.raises(PaperFault, match="nothing to print"):
        printed()


def test_that_equal_sheets_and_stamps_give_equal_bytes(made: Make, every_kind: FormDefinition, stamp: Stamp) -> None:
    sheet = Sheet(every_kind, values={"site_text": "左"})
    assert made(sheet, languages="both") == made(sheet, languages="both")
    assert made(sheet, languages="both") != made(sheet, languages="both", by=replace(stamp, copy=2))


def test_that_nothing_is_smaller_than_eight_points(printed: Print, every_kind: FormDefinition) -> None:
    for blank in (True, False):
        for page in printed(Sheet(every_kind, blank=blank), languages="both").pages:
            sizes = [float(size) for size in re.findall(rb"/F\d ([\d.]+) Tf", drawn(page))]
            assert len(sizes) > 20
            assert min(sizes[1:]) >= 8


def test_that_the_document_carries_title_language_and_author(printed: Print, every_kind: FormDefinition) -> None:
    pdf = printed(Sheet(every_kind))
    assert pdf.metadata is not None
    assert pdf.metadata.title == "UCBNK01  D007  全类型表"
    assert pdf.metadata.author == "某某医院"
    assert str(pdf.root_object["/Lang"]) == "zh-CN"


def test_that_a_casebook_lists_every_entry_with_its_page(
    printed: Print, words: Words, every_kind: FormDefinition
) -> None:
    other = replace(every_kind, key="second", title=replace(every_kind.title, zh="第二张表"))
    sheets = [Sheet(every_kind, 1, {"done_on": "2026-11-01"}), Sheet(every_kind, 2, {"done_on": "2026-11-08"}),
              Sheet(other, 1)]
    pdf = printed(*sheets, contents=True)
    contents = words(pdf, 0)
    assert "目录" in contents
    for n, title in enumerate(("第1条记录2026-11-01", "第2条记录2026-11-08")):
        page = next(k for k in range(1, len(pdf.pages)) if title in words(pdf, k) and "全类型表EV" in words(pdf, k))
        assert f"{title}{page + 1}" in contents, n
    assert "第二张表" in contents


def test_that_bookmarks_lead_to_the_pages_of_the_entries(printed: Print, every_kind: FormDefinition) -> None:
    sheets = [Sheet(every_kind, n, {"done_on": f"2026-11-0{n}"}) for n in (1, 2, 3)]
    pdf = printed(*sheets, contents=True)
    form, entries = pdf.outline
    assert isinstance(form, Destination)
    assert form.title == "全类型表"
    assert isinstance(entries, list)
    pages = []
    for number, entry in enumerate(entries, start=1):
        assert isinstance(entry, Destination)
        assert entry.title == f"第 {number} 条记录  2026-11-0{number}"
        pages.append(pdf.get_destination_page_number(entry) or 0)
    assert pages == sorted(pages)
    assert pdf.get_destination_page_number(form) == pages[0] == 1


def test_that_the_contents_link_to_the_entries(printed: Print, every_kind: FormDefinition) -> None:
    pdf = printed(Sheet(every_kind, 1), Sheet(every_kind, 2), contents=True)
    assert len(cast(list[object], pdf.pages[0]["/Annots"])) == 3


def test_that_short_entries_of_one_form_share_a_page(
    printed: Print, words: Words, forms: Mapping[str, FormDefinition]
) -> None:
    sheets = [Sheet(forms["concomitant_medication"], n, {"drug": f"药{n}"}) for n in (1, 2, 3)]
    pdf = printed(*sheets)
    assert len(pdf.pages) < 3
    assert all(f"药{n}" in words(pdf) for n in (1, 2, 3))


def test_that_a_struck_entry_says_so_and_why(printed: Print, words: Words, every_kind: FormDefinition) -> None:
    read = words(printed(Sheet(every_kind, struck="误录入（李 2026-11-22）"), languages="both"))
    assert "本条记录已作废：误录入（李2026-11-22）" in read
    assert "Thisentrywasstruckout:误录入" in read


def test_that_a_struck_entry_is_crossed_out_and_its_neighbour_is_not(
    printed: Print, forms: Mapping[str, FormDefinition]
) -> None:
    def slanted(*struck: str | None) -> int:
        sheets = [Sheet(forms["concomitant_medication"], n, {"drug": "药"}, struck=one)
                  for n, one in enumerate(struck, start=1)]
        lines = (re.findall(rb"([\d.]+) ([\d.]+) m ([\d.]+) ([\d.]+) l S", drawn(page))
                 for page in printed(*sheets).pages)
        return sum(float(x2) - float(x) > 500 and y != y2 for page in lines for x, y, x2, y2 in page)

    assert slanted(None, None) == 0
    assert slanted("误录入", None) == 1
    assert slanted("误录入", None, "误录入") == 2


def test_that_who_recorded_it_and_when_stands_under_the_title(
    printed: Print, words: Words, every_kind: FormDefinition
) -> None:
    at = datetime(2026, 11, 20, 1, 5, tzinfo=UTC)
    assert "录入2026-11-2009:05李协调员" in words(printed(Sheet(every_kind, recorded_at=at, recorded_by="李协调员")))


def test_that_every_form_of_the_study_prints_blank_and_empty_in_every_language(
    printed: Print, words: Words, forms: Mapping[str, FormDefinition]
) -> None:
    for languages in ("zh", "en", "both"):
        for blank in (True, False):
            sheets = [Sheet(form, blank=blank) for form in forms.values() if not form.identifying]
            pdf = printed(*sheets, languages=languages)
            read = words(pdf)
            for sheet in sheets:
                title = sheet.definition.title.en if languages == "en" else sheet.definition.title.zh
                assert "".join(title.split()) in read


def test_that_a_rare_participant_code_and_a_long_one_stay_in_their_boxes(
    printed: Print, words: Words, every_kind: FormDefinition, stamp: Stamp
) -> None:
    assert "GZ-2026-0001" in words(printed(Sheet(every_kind), by=replace(stamp, participant="GZ-2026-0001")))
    assert printed(Sheet(every_kind, blank=True), by=replace(stamp, participant="")).pages


def test_that_the_pages_are_counted_right_by_our_own_reader(made: Make, every_kind: FormDefinition) -> None:
    sheets = [Sheet(every_kind, n, {"long_note": "长" * 1500}) for n in range(1, 6)]
    content = made(*sheets, languages="both", contents=True)
    assert pages_of(content) == len(PdfReader(io.BytesIO(content)).pages)
