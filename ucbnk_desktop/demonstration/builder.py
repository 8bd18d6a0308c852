"""Plays the demonstration into a study file through the program's own steps, with a clock of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from ucbnk_desktop import places
from ucbnk_desktop.casebook import Casebook, EntryDraft, Study, create_study, open_study, steps
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.records.model import RowDraft
from ucbnk_desktop.wording import Language, Text

from .scripts import Script, ScriptStep, Tables, read_script


@dataclass(frozen=True, slots=True)
class Built:
    """A demonstration study as it was built: where it lies, and the children with their stories."""

    path: Path
    stories: Mapping[str, Text]


class ScriptClock:
    """A clock that is set by whoever plays, and goes on a little with every look at it."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def set_to(self, at: datetime) -> None:
        """Go forward to `at`; never back."""
        self._at = max(self._at, at)

    def __call__(self) -> datetime:
        """The moment of the clock."""
        self._at += timedelta(milliseconds=1)
        return self._at

    def today(self) -> date:
        """The day of the clock."""
        return self._at.date()


def build(
    path: Path, forms: Mapping[str, FormDefinition], pack: ProtocolPack, *, today: date,
    codes: Sequence[str] | None = None, language: Language = Language.ZH,
    told: Callable[[int, int], None] | None = None,
) -> Built:
    """Make the demonstration study at `path`, its days counted from `today`; StoreFault in words.

    The file appears under its name only when it is finished: whoever stops half-way leaves nothing that looks whole.
    Everything is done as users do it: the decisions by an invented principal investigator, the entries by a
    coordinator, confirmations and enrolments by an investigator. `codes` builds only some of the children. `told` hears
    before each act how many of how many are done; what it raises ends the play.
    """
    if path.exists():
        raise StoreFault("records_exists", path=path)
    script = read_script(places.resources("demonstration"), today=today)
    unfinished = path.with_name(f"{path.stem}.unfinished{path.suffix}")
    with _cleared(unfinished), _Stage(unfinished, forms, pack, script) as stage:
        stage.create(script.title.in_(language))
        stage.decide()
        acts = [act for act in script.acts if codes is None or act.code in codes]
        for number, act in enumerate(acts):
            if told is not None:
                told(number, len(acts))
            stage.play(act)
    _rename(unfinished, path)
    return Built(path, {child.code: child.story for child in script.children if codes is None or child.code in codes})


@contextmanager
def _cleared(unfinished: Path) -> Iterator[None]:
    """No file of that name before, and none after something went wrong."""
    unfinished.unlink(missing_ok=True)
    try:
        yield
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


class _Stage:
    """The study file while it is being played into: one user at a time has it open."""

    def __init__(
        self, path: Path, forms: Mapping[str, FormDefinition], pack: ProtocolPack, script: Script
    ) -> None:
        self.path, self.forms, self.pack, self.script = path, forms, pack, script
        self.clock = ScriptClock(script.prepared)
        self._study: Study | None = None

    def __enter__(self) -> _Stage:
        return self

    def __exit__(self, *_: object) -> None:
        if self._study is not None:
            self._study.close()

    def create(self, title: str) -> None:
        user = self.script.people["pi"]
        self._study = create_study(
            self.path, self.forms, self.pack, title=title, user=user, now=self.clock, today=self.clock.today,
            demonstration=True,
        )

    def decide(self) -> None:
        """Take every setting and ruling that the pack invents for a demonstration; the others stay open."""
        invented = {
            **{setting.id: setting.demonstration for setting in self.pack.settings.values()},
            **{ruling.id: ruling.demonstration for ruling in self.pack.rulings.values()},
        }
        for identifier, value in invented.items():
            if value:
                steps.decide(self.book, identifier, value, source=self.script.source)

    def play(self, act: ScriptStep) -> None:
        """Do one act at its own time: in the evening the file is closed, and opened again the next morning."""
        user = self.script.people[act.by]
        if user != self.study.user or act.at.date() > self.clock.today():
            self.study.close()
            self.clock.set_to(act.at)
            self._study = open_study(
                self.path, self.forms, self.pack, user=user, now=self.clock, today=self.clock.today
            )
        self.clock.set_to(act.at)
        _VERBS[act.verb](self, act)

    @property
    def study(self) -> Study:
        assert self._study is not None
        return self._study

    @property
    def book(self) -> Casebook:
        return self.study.book

    def entry(self, act: ScriptStep) -> int:
        """The entry an act is about: the one named, else the latest."""
        return act.entry or self.study.entries(act.code, act.form)[-1].number


def _rename(unfinished: Path, path: Path) -> None:
    """Give the finished file its name; a scanner may hold it for a moment."""
    for pause in (0.1, 0.2, 0.4, 0.8):
        with suppress(PermissionError):
            unfinished.replace(path)
            return
        time.sleep(pause)
    unfinished.replace(path)


def _screen(stage: _Stage, act: ScriptStep) -> None:
    steps.screen(stage.book, act.code)


def _record(stage: _Stage, act: ScriptStep) -> None:
    draft = EntryDraft(act.form, None, act.answers, act.rows)
    steps.save_entry(stage.book, act.code, draft, _drafts(act.rows), confirmations=act.confirmed)


def _correct(stage: _Stage, act: ScriptStep) -> None:
    draft = EntryDraft(act.form, stage.entry(act), act.answers)
    steps.save_entry(stage.book, act.code, draft, reason=act.reason)


def _strike(stage: _Stage, act: ScriptStep) -> None:
    entry = stage.entry(act)
    if act.row is None:
        steps.strike_entry(stage.book, act.code, act.form, entry, reason=act.reason)
    else:
        steps.strike_row(stage.book, act.code, act.form, entry, act.row, reason=act.reason)


def _confirm(stage: _Stage, act: ScriptStep) -> None:
    steps.confirm(stage.book, act.code, act.answers)


def _enrol(stage: _Stage, act: ScriptStep) -> None:
    steps.enrol(stage.book, act.code, act.answers)


_VERBS = {
    "screen": _screen, "record": _record, "correct": _correct, "strike": _strike, "strike_row": _strike,
    "confirm": _confirm, "enrol": _enrol,
}


def _drafts(rows: Tables) -> Mapping[str, Sequence[RowDraft]]:
    return {key: tuple(RowDraft(row) for row in table) for key, table in rows.items()}
