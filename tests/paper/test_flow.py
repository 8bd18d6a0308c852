"""Pages: headings stay with what follows, heads repeat, long rows split, signatures have room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ucbnk_desktop.paper.flow import SIGNING, Flow, Page, anchors, closed_up
from ucbnk_desktop.paper.rows import Row, cell, space
from ucbnk_desktop.paper.typeset import Span


def row(text: str = "行", *, lines: int = 1, keep: bool = False, head: tuple[Row, ...] = (), anchor: str = "") -> Row:
    spans = tuple(Span(f"{text}{n}\n") for n in range(lines))
    return Row((cell(0, 200, spans),), keep=keep, head=head, anchor=anchor)


def texts(page: Page) -> list[str]:
    return [piece.text for placed in page.placed for one in placed.row.cells for line in one.lines
            for piece in line.pieces]


def flow(height: float = 300) -> Flow:
    made = Flow(height)
    made.begin(())
    return made


@given(st.lists(st.tuples(st.integers(1, 60), st.booleans()), max_size=25))
def test_that_rows_never_overlap_never_leave_the_page_and_never_lose_a_line(shapes: list[tuple[int, bool]]) -> None:
    made = flow()
    rows = [row(f"第{n}行", lines=lines, keep=keep) for n, (lines, keep) in enumerate(shapes)]
    made.add(rows)
    made.sign()
    for page in made.pages:
        foot = 0.0
        for placed in page.placed:
            assert placed.top >= foot - 0.01
            foot = placed.top + placed.row.height
        assert foot <= made.height + 0.01
    assert [text for page in made.pages for text in texts(page)] == [
        f"第{n}行{line}" for n, (lines, _) in enumerate(shapes) for line in range(lines)]


def test_that_a_heading_goes_to_the_next_page_with_its_first_row() -> None:
    made = flow(100)
    made.add([row("甲"), row("乙"), row("标题", keep=True), row("丙", lines=2)])
    assert [texts(page)[0] for page in made.pages] == ["甲0", "标题0"]


def test_that_the_head_of_a_table_repeats_on_each_page() -> None:
    head = row("表头", keep=True)
    made = flow(100)
    made.add([head, *(row(f"{n}", head=(head,)) for n in range(10))])
    assert len(made.pages) > 3
    assert all(texts(page)[0] == "表头0" for page in made.pages)


def test_that_a_table_moved_to_a_new_page_as_a_whole_has_its_head_once() -> None:
    head = row("表头", keep=True)
    made = flow(130)
    made.add([row("甲"), row("乙"), row("丙"), row("标题", keep=True), head, row("丁", head=(head,))])
    assert texts(made.pages[1]) == ["标题0", "表头0", "丁0"]


def test_that_a_row_higher_than_a_page_runs_on_with_its_head() -> None:
    head = row("表头", keep=True)
    made = flow(200)
    made.add([head, row("长", lines=60, head=(head,))])
    assert len(made.pages) > 3
    assert sum(text.startswith("长") for page in made.pages for text in texts(page)) == 60


def test_that_signatures_never_stand_on_text() -> None:
    for count in range(1, 30):
        made = flow()
        made.add([row() for _ in range(count)])
        made.sign()
        assert made.pages[-1].signed
        assert made.room >= SIGNING
        assert made.pages[-1].placed


def test_that_a_page_of_signatures_takes_the_last_row_with_its_heading() -> None:
    made = flow(100)
    made.add([row("甲"), row("标题", keep=True), row("乙")])
    made.sign()
    assert [texts(page) for page in made.pages] == [["甲0"], ["标题0", "乙0"]]


def test_that_a_last_page_all_but_empty_is_spared_by_closing_up() -> None:
    rows = [row(f"第{n}行") for n in range(17)]
    closer = closed_up(rows, (), 450)
    made = flow(450)
    made.add(closer)
    made.sign()
    assert len(made.pages) == 1
    assert closer[0].height < rows[0].height
    assert all(one.above >= 2 for one in closer)


def test_that_what_fills_its_pages_or_cannot_be_spared_one_stays_as_loose_as_it_is() -> None:
    for count in (5, 25, 31):
        rows = [row(f"第{n}行") for n in range(count)]
        loose = closed_up(rows, (), 450)
        assert [one.height for one in loose] == [one.height for one in rows], count


def test_that_mere_space_is_dropped_at_the_top_of_a_page() -> None:
    made = flow()
    made.add([space(40), row("甲")])
    assert made.pages[0].placed[0].top == 0


def test_that_an_anchor_is_found_on_the_page_it_came_to_stand_on() -> None:
    made = flow(100)
    made.add([row(f"{n}", anchor=f"a{n}") for n in range(8)])
    assert anchors(made.pages)["a0"] == (0, 0)
    assert anchors(made.pages)["a7"][0] == len(made.pages) - 1
