"""Prints the sheet of all rulings: each with its readings, what is proposed, what was decided by whom and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.protocol.rulings import ALL, RulingDefinition
from ucbnk_desktop.wording import Text

from .bilingual import PrintLanguage
from .decisions import signed
from .document import kept, running
from .fields import INSET
from .fonts import BOLD
from .inline_shapes import CheckBox, Spacer
from .page_frame import PageFrame
from .print_data import Decided, Languages, Receipt, Stamp
from .rows import WIDTH, Row, cell
from .styles import EMPTY, HEAD, JUDGE, RUNNING, SMALL, SUBTITLE, TITLE, Style
from .typeset import NEW_LINE, Span, Spans, natural_width

_RULING, _READINGS, _DECISION = (INSET, 96.0), (108.0, 226.0), (344.0, WIDTH - 344.0 - INSET)
_TEXT = Style(size=9)
_STRONG = Style(size=9, face=BOLD)
_OPEN = Style(size=9, face=BOLD, colour=JUDGE)

Decisions = Mapping[str, Decided]


def print_rulings(
    pack: ProtocolPack, decisions: Decisions, stamp: Stamp, languages: Languages, out: Path
) -> Receipt:
    """Print all rulings of `pack` to the file `out`, which appears whole or not at all; PaperFault in words."""
    print_language = PrintLanguage(languages)
    content, pages = _made(pack, decisions, stamp, print_language)
    return kept(content, pages, out, print_language.replaced)


def rulings_bytes(pack: ProtocolPack, decisions: Decisions, stamp: Stamp, languages: Languages) -> bytes:
    """The same PDF in memory, for the preview."""
    return _made(pack, decisions, stamp, PrintLanguage(languages))[0]


class _Frame(PageFrame):
    """Header and footer of the sheet: no participant, and the principal investigator signs."""

    signers = ("paper_pi_signs", "paper_coordinator_signs")

    def _participant_spans(self) -> Spans:
        return self.print_language.stacked(self.print_language.said("paper_rulings_title"), RUNNING)


def _made(pack: ProtocolPack, decisions: Decisions, stamp: Stamp, print_language: PrintLanguage) -> tuple[bytes, int]:
    return running(_Frame(stamp, print_language), _rows(
        pack, decisions, print_language
    ), print_language.said("paper_rulings_title"))


def _rows(pack: ProtocolPack, decisions: Decisions, print_language: PrintLanguage) -> Iterator[Row]:
    count = len(pack.rulings)
    decided = sum(_in_force(ruling, decisions) is not None for ruling in pack.rulings.values())
    title = print_language.inline(print_language.said("paper_rulings_title"), TITLE, SUBTITLE)
    yield Row((cell(0, WIDTH, title),), above=0, below=2, rule="none", keep=True)
    counted = print_language.said("paper_rulings_counted", count=count, decided=decided, open=count - decided)
    about = (*print_language.stacked(counted, _STRONG), NEW_LINE, *print_language.stacked(
        print_language.said("paper_rulings_about"), SMALL
    ))
    yield Row((cell(0, WIDTH, about),), above=2, below=8, rule="none", keep=True)
    places = (("ruling", _RULING), ("readings", _READINGS), ("decision", _DECISION))
    head = Row(tuple(cell(*place, print_language.stacked(print_language.said(f"paper_rulings_head_{code}"), HEAD))
                     for code, place in places), above=4, below=3.5, rule="strong", keep=True)
    yield head
    for ruling in pack.rulings.values():
        yield Row((
            cell(*_RULING, _named(pack, ruling, print_language)), cell(
                *_READINGS, _readings(ruling, decisions, print_language)
            ),
            cell(*_DECISION, _decision(ruling, decisions, print_language)),
        ), above=5, below=5, head=(head,))


def _in_force(ruling: RulingDefinition, decisions: Decisions) -> Decided | None:
    """The decision that counts; a value that the protocol does not know decides nothing."""
    decided = decisions.get(ruling.id)
    return decided if decided is not None and ruling.permits(decided.value) else None


def _named(pack: ProtocolPack, ruling: RulingDefinition, print_language: PrintLanguage) -> Spans:
    criteria = (criterion for criterion in pack.lines if ruling.id in pack.criteria[criterion].rulings)
    names = "  ".join(print_language.criterion(criterion) for criterion in criteria)
    sign = " †" if ruling.lenient else ""
    return Span(f"{ruling.id}{sign}", _STRONG), NEW_LINE, Span(names, SMALL)


def _readings(ruling: RulingDefinition, decisions: Decisions, print_language: PrintLanguage) -> Spans:
    """The question, then every reading behind a box that is ticked where it is in force."""
    spans = list(print_language.stacked(Text(*ruling.question), _STRONG))
    decided = _in_force(ruling, decisions)
    value = decided.value if decided is not None else ""
    if ruling.free:
        proposed = Text(*ruling.label(ruling.proposed))
        both = print_language.said("paper_rulings_terms")
        words = Text(both.zh.format(proposed=proposed.zh), both.en.format(proposed=proposed.en))
        return (*spans, NEW_LINE, *print_language.inline(words, _TEXT))
    for code in ruling.allowed:
        label = Text(*(ruling.labels[code] if ruling.kind == "set" else ruling.label(code)))
        if _part_of(ruling, ruling.proposed, code):
            both = print_language.said("paper_rulings_proposed")
            label = Text(both.zh.format(reading=label.zh), both.en.format(reading=label.en))
        spans += [NEW_LINE, *_reading(print_language, label, ticked=_part_of(ruling, value, code))]
    return tuple(spans)


def _reading(print_language: PrintLanguage, label: Text, *, ticked: bool) -> Spans:
    """A box and its reading; the second language stands below where the column is too narrow for both."""
    box = Span("", _TEXT, CheckBox(ticked))
    run = print_language.inline(label, _TEXT)
    if print_language.second is None or natural_width((box, *run)) <= _READINGS[1]:
        return box, *run
    return box, Span(label.zh, _TEXT), NEW_LINE, Span(label.en, SMALL, Spacer(CheckBox().width))


def _part_of(ruling: RulingDefinition, value: str, code: str) -> bool:
    """Whether the reading `code` is what `value` says, or one of several that it says."""
    if ruling.kind == "set":
        return value == ALL or code in value.split()
    return value == code or (code.endswith("(x)") and value.partition("(")[0] == code.removesuffix("(x)"))


def _decision(ruling: RulingDefinition, decisions: Decisions, print_language: PrintLanguage) -> Spans:
    decided = _in_force(ruling, decisions)
    if decided is None:
        return print_language.stacked(print_language.said("paper_rulings_open"), _OPEN, EMPTY)
    where = Text(*ruling.question)
    spans = [*print_language.stacked(
        _said(ruling, decided.value, print_language), _STRONG
    ), NEW_LINE, *signed(print_language, decided, where)]
    for code, typed in (("source", decided.source), ("reason", decided.reason)):
        if typed:
            words = print_language.said(f"paper_rulings_{code}", **{code: print_language.typed(typed, where)})
            spans += [NEW_LINE, Span(print_language.one(words), SMALL)]
    for old in reversed(decided.earlier):
        spans += [NEW_LINE, Span(
            print_language.one(_said(ruling, old.value, print_language)), SMALL.strike
        ), Span("  ", SMALL)]
        spans += [*signed(print_language, old, where)]
    return tuple(spans)


def _said(ruling: RulingDefinition, value: str, print_language: PrintLanguage) -> Text:
    zh, en = ruling.label(value)
    where = Text(*ruling.question)
    return Text(print_language.typed(zh, where), print_language.typed(en, where))
