"""What the program does from the command line, without a window and without Qt.

The commands are demo, print, verify, assess, validate and criteria.

Exit codes: 0 done; 1 the study file differs from its history, or cases from what they expect; 2 wrong usage or input;
3 the study file cannot be used; 4 the paper cannot be made; 5 there is no display for a window; 70 a fault of the
program, 130 stopped by the user.
"""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
import traceback
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

from ucbnk_desktop.site_time import SITE_ZONE

from . import __version__, demonstration, places, settings, validation
from .casebook import Refused, Study, open_study, steps
from .casebook.roles import is_named
from .display_server import has_display
from .forms.definition import FormDefinition
from .forms.loader import DefinitionError, read_forms
from .paper.atomic_write import is_free_for_pdf
from .paper.criteria_sheet_data import CriteriaSheet
from .paper.faults import PaperFault
from .paper.print_data import Languages, Sheet
from .protocol.amendment import amended
from .protocol.pack import PackError, ProtocolPack, read_pack
from .records.faults import StoreFault
from .records.model import User
from .validation import CaseFaults, Fault, JudgedCase
from .wording import Language, cause_of, say

NAME = "ucbnk-desktop"
DEMO_FOLDER = "ucbnk_demo"
DEMO_STUDY = "demo.ucbnk"
DEMO_LIST = "ucbnk_demo.txt"
"""Names every file the demonstration made in its folder: only these are ever replaced."""



class Exit(IntEnum):
    """What the program answers to who called it."""

    DONE = 0
    DISCREPANCIES = 1
    USAGE = 2
    STORE = 3
    PAPER = 4
    NO_DISPLAY = 5
    INTERNAL = 70
    STOPPED = 130


class Mistake(Exception):
    """Something the user gave cannot be used; `code` names the words."""

    def __init__(self, code: str, /, **arguments: object) -> None:
        super().__init__(code)
        self.code, self.arguments = code, arguments


@dataclass
class CommandCall:
    """One call of the program: what was asked, in which language to answer, and when it is."""

    asked: argparse.Namespace
    language: Language
    now: Callable[[], datetime]
    show_window: Callable[[Path | None], int]

    def tell(self, code: str, /, **arguments: object) -> None:
        """A line for the user."""
        print(say(code, self.language, **arguments))

    @cached_property
    def forms(self) -> Mapping[str, FormDefinition]:
        """The form definitions."""
        return read_forms(places.forms())

    @cached_property
    def pack(self) -> ProtocolPack:
        """The protocol pack of the program, the first version of every study."""
        return read_pack(places.resources("protocol"))

    @cached_property
    def cases(self) -> validation.Library:
        """What case files are read with: the pack with the amendments asked for, each over the one before."""
        return validation.Library(self.forms, self.with_amendments(self.pack), places.resources("cases"))

    def with_amendments(self, pack: ProtocolPack, known: Iterable[str] = ()) -> ProtocolPack:
        """`pack` with the amendments asked for, each over the one before; Mistake where one cannot be used.

        None may bear the name of a version that is `known`.
        """
        taken = set(known)
        for path in self.asked.amendment or ():
            taken.add(pack.version)
            pack = _amended(pack, path, taken)
        return pack

    @property
    def printed_in(self) -> Languages:
        """The language of the paper: as asked, else that of the messages."""
        chosen: Languages = self.asked.language or self.language.value
        return chosen

    def opened(self, path: Path, user: User | None = None) -> Study:
        """The study file at `path`, opened by `user`: by default whoever works here.

        A demonstration is opened by its invented coordinator where nobody gave a name.
        """
        invented = None if user or known_user() else demonstration.coordinator()
        return open_study(path, self.forms, self.pack, user=user or current_user(), now=self.now, invented=invented)

    def tell_invented(self, study: Study) -> None:
        """Say that a demonstration is open as its invented coordinator, where it is."""
        if study.info.demonstration and study.user == demonstration.coordinator():
            self.tell("command_invented", user=study.user.name)


def main(
    arguments: Sequence[str], *, show_window: Callable[[Path | None], int], now: Callable[[], datetime] | None = None
) -> int:
    """Do what `arguments` ask and answer with an exit code; never a traceback on the screen."""
    _speak_utf8()
    language = _language(arguments)
    try:
        asked = parser(language).parse_args(arguments)
        work = CommandCall(asked, language, now or (lambda: datetime.now().astimezone()), show_window)
        command: Callable[[CommandCall], int] = asked.command
        return command(work)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else Exit.USAGE
    except (Exception, KeyboardInterrupt) as error:
        return answer(error, language)


def parser(language: Language) -> argparse.ArgumentParser:
    """The parser of the command line; its help stands in both languages whatever `language` is."""
    top = _Parser(language, prog=NAME, description=_both("command_about"), epilog=_both("command_exit_codes"))
    top.add_argument("--version", action="version", version=f"{NAME} {__version__}", help=_both("command_help_version"))
    commands = top.add_subparsers(metavar="COMMAND", required=True, title="commands / 命令")

    def command(name: str, does: Callable[[CommandCall], int]) -> argparse.ArgumentParser:
        text = _both(f"command_help_{name}")
        made: argparse.ArgumentParser = commands.add_parser(name, language=language, help=text, description=text)
        made.add_argument("--language", choices=("zh", "en", "both"), help=_both("command_help_language"))
        made.set_defaults(command=does)
        return made

    window = command("window", show)
    window.add_argument("study", type=Path, nargs="?", metavar="STUDY", help=_both("command_help_study"))
    demo = command("demo", build_demo)
    demo.add_argument("--out", type=Path, metavar="DIR", help=_both("command_help_demo_out"))
    demo.add_argument("--no-window", action="store_true", help=_both("command_help_no_window"))
    printing = command("print", print_casebook)
    printing.add_argument("study", type=Path, metavar="STUDY", help=_both("command_help_study"))
    printing.add_argument("--participant", metavar="CODE", help=_both("command_help_participant"))
    printing.add_argument("--form", action="append", metavar="NAME", help=_both("command_help_form"))
    printing.add_argument("--blank", action="store_true", help=_both("command_help_blank"))
    printing.add_argument("--out", type=Path, required=True, metavar="FILE", help=_both("command_help_print_out"))
    checking = command("verify", verify)
    checking.add_argument("study", type=Path, metavar="STUDY", help=_both("command_help_study"))
    judging = command("assess", assess_cases)
    judging.add_argument("case", type=Path, nargs="+", metavar="CASE", help=_both("command_help_case"))
    judging.add_argument("--json", action="store_true", help=_both("command_help_json"))
    _takes_amendments(judging)
    validating = command("validate", validate_cases)
    _takes_amendments(validating)
    validating.add_argument("folder", type=Path, nargs="?", metavar="DIR", help=_both("command_help_cases"))
    validating.add_argument("--out", type=Path, metavar="FILE", help=_both("command_help_report"))
    listing = command("criteria", list_criteria)
    _takes_amendments(listing)
    listing.add_argument("study", type=Path, nargs="?", metavar="STUDY", help=_both("command_help_criteria_study"))
    listing.add_argument("--out", type=Path, metavar="FILE", help=_both("command_help_criteria_out"))
    return top


# -- the commands


def show(work: CommandCall) -> int:
    """Open the window, with a study file where one is named."""
    study: Path | None = work.asked.study
    if study is not None and not study.is_file():
        raise Mistake("command_no_file", path=study)
    return _window(work, study)


def build_demo(work: CommandCall) -> int:
    """Build the demonstration study, print every casebook, and open the window where there is a display."""
    folder = (work.asked.out or Path(DEMO_FOLDER)).resolve()
    study = folder / DEMO_STUDY
    _make_room(folder, work)
    work.tell("command_demo_building", path=folder)
    today = work.now().astimezone(SITE_ZONE).date()
    made = [study]
    _list_files(folder, made)
    built = demonstration.build(study, work.forms, work.pack, today=today, language=work.language)
    with work.opened(study, demonstration.coordinator()) as opened:
        work.tell_invented(opened)
        discrepancies = opened.verify()
        for code, story in built.stories.items():
            sheets = opened.book.sheets(code)
            if not sheets:
                work.tell("command_demo_child_unprinted", code=code, story=story.in_(work.language))
                continue
            paper = folder / f"{code}.pdf"
            made.append(paper)
            _list_files(folder, made)
            pages = _print(work, opened, code, sheets, paper)
            work.tell("command_demo_child", code=code, story=story.in_(work.language), pages=pages, file=paper.name)
    work.tell("command_demo_done", count=len(built.stories), study=study)
    for discrepancy in discrepancies:
        _complain(discrepancy.words(work.language))
    if discrepancies:
        return Exit.DISCREPANCIES
    return Exit.DONE if work.asked.no_window else _window(work, study)


def print_casebook(work: CommandCall) -> int:
    """Print a participant's casebook, some of its forms, or empty forms."""
    asked = work.asked
    if asked.participant is None and not asked.blank:
        raise Mistake("command_no_participant")
    chosen = _chosen_forms(work)
    _refuse_other_files(asked.out)
    with work.opened(asked.study) as study:
        work.tell_invented(study)
        codes = [participant.code for participant in study.participants()]
        if asked.participant is not None and asked.participant not in codes:
            raise Mistake("command_unknown_participant", code=asked.participant, known=", ".join(codes) or "—")
        sheets = study.book.sheets(asked.participant or "", chosen, blank=asked.blank)
        if not sheets:
            raise Mistake("command_nothing_to_print", code=asked.participant)
        pages = _print(work, study, asked.participant or "", sheets, asked.out)
    work.tell("command_printed", path=asked.out.resolve(), pages=pages)
    return Exit.DONE


def verify(work: CommandCall) -> int:
    """Replay the history of a study file and say where the record differs from it."""
    try:
        with work.opened(work.asked.study) as study:
            found = study.verify()
            head = study.head
    except StoreFault as fault:
        if fault.code not in ("records_tampered", "records_schema_changed"):
            raise
        _complain(fault.words(work.language))
        return Exit.DISCREPANCIES
    for discrepancy in found:
        _complain(discrepancy.words(work.language))
    if found:
        work.tell("command_verify_differs", count=len(found))
        return Exit.DISCREPANCIES
    work.tell("command_verify_sound", sequence=head.sequence, digest=head.short)
    return Exit.DONE


def assess_cases(work: CommandCall) -> int:
    """Judge the cases in files, without a study; a file in which anything is wrong gives no verdict."""
    judged: list[JudgedCase] = []
    refused: list[Fault] = []
    for path in work.asked.case:
        try:
            judged += [validation.judge(case, work.cases.pack) for case in validation.read_cases(path, work.cases)]
        except CaseFaults as faults:
            refused += faults.faults
    if work.asked.json:
        data = validation.exported(judged, refused, work.cases, work.language)
        _print_lines((json.dumps(data, ensure_ascii=False, indent=2),))
    else:
        _print_lines(line for one in judged for line in validation.told(one, work.cases, work.language))
    _complain_of(refused, work)
    return Exit.USAGE if refused else Exit.DONE


def validate_cases(work: CommandCall) -> int:
    """Run a folder of cases and say where what was found is not what they expect."""
    folder: Path = work.asked.folder or work.cases.folder
    if not folder.is_dir():
        raise Mistake("command_no_folder", path=folder)
    if work.asked.out is not None:
        _refuse_other_files(work.asked.out)
    found = validation.validate(folder, work.cases)
    if not found.files:
        raise Mistake("case_no_cases", path=folder)
    _print_lines(validation.lines(found, work.cases, work.language))
    if work.asked.out is not None:
        _print_report(work, found, work.asked.out)
    if found.refused:
        return Exit.USAGE
    return Exit.DISCREPANCIES if found.differing else Exit.DONE


def list_criteria(work: CommandCall) -> int:
    """List every criterion with its limits, what the study decided, and how many shipped cases test it."""
    asked = work.asked
    if asked.out is not None:
        _refuse_other_files(asked.out)
    try:
        if asked.study is None:
            _list_or_print(work, _sheet_of(work, work.cases.pack, validation.NO_STUDY), None)
            return Exit.DONE
        with work.opened(asked.study) as study:
            work.tell_invented(study)
            versions = study.book.protocols()
            names = (version.name for version in versions.versions)
            in_force = versions.newest if asked.amendment else versions.on(study.book.today())
            decisions = validation.StudyDecisions(study.info.title, study.book.decided())
            _list_or_print(work, _sheet_of(work, work.with_amendments(in_force.pack, names), decisions), study)
    except CaseFaults as faults:
        _complain_of(faults.faults, work)
        return Exit.USAGE
    return Exit.DONE


# -- what they share


def _takes_amendments(command: argparse.ArgumentParser) -> None:
    text = _both("command_help_amendment")
    command.add_argument("--amendment", type=Path, action="append", metavar="FILE", help=text)


def _amended(pack: ProtocolPack, path: Path, taken: Collection[str]) -> ProtocolPack:
    """`pack` with the amendment in the file `path`; Mistake where the file, or what it says, cannot be used."""
    try:
        return amended(pack, path.read_text(encoding="utf-8"), str(path), taken=taken)
    except (OSError, UnicodeDecodeError) as error:
        raise Mistake("amendment_unreadable", file=path) from error
    except PackError as error:
        raise Mistake(error.code, **error.arguments) from error


def current_user() -> User:
    """Who works at this workstation, as the preferences or the computer know."""
    known = known_user()
    if known is not None:
        return known
    role = settings.load(settings.default_file()).user_role
    with suppress(Exception):
        return User(getpass.getuser(), role)
    return User(NAME, role)


def known_user() -> User | None:
    """Who works at this workstation, where somebody said so."""
    preferred = settings.load(settings.default_file())
    return User(preferred.user_name, preferred.user_role) if is_named(preferred.user_name) else None


def _window(work: CommandCall, study: Path | None) -> int:
    if not has_display(os.environ, sys.platform):
        _complain(say("command_no_display", work.language))
        return Exit.NO_DISPLAY
    return work.show_window(study)


def _print(work: CommandCall, study: Study, code: str, sheets: Sequence[Sheet], out: Path) -> int:
    from .paper.printing import print_forms

    steps.check_print(study.book)
    stamp = study.book.stamp(code, at=work.now(), by=study.user.name)
    receipt = print_forms(
        sheets, stamp, work.printed_in, out, forms=work.forms, pack=study.book.pack_of(code), contents=len(sheets) > 1,
    )
    steps.note_printed(study.book, code, receipt)
    for note in receipt.notes:
        work.tell("command_note", note=note.in_(work.language))
    return receipt.pages


def _print_report(work: CommandCall, found: validation.Validation, out: Path) -> None:
    from .paper.validation import print_report

    report = validation.report(found, work.cases, program=__version__)
    receipt = print_report(report, work.printed_in, out, at=work.now(), by=current_user().name)
    work.tell("case_report_written", path=receipt.path.resolve(), pages=receipt.pages)
    for note in receipt.notes:
        work.tell("command_note", note=note.in_(work.language))


def _sheet_of(work: CommandCall, pack: ProtocolPack, decisions: validation.StudyDecisions) -> CriteriaSheet:
    """The sheet of `pack` over the shipped cases; CaseFaults where one of their files cannot be used."""
    shipped = validation.Library(work.forms, work.pack, places.resources("cases"))
    return validation.criteria_sheet(pack, shipped, decisions, program=__version__)


def _list_or_print(work: CommandCall, sheet: CriteriaSheet, study: Study | None) -> None:
    """The sheet in the terminal, or as a PDF where a file is named."""
    if work.asked.out is None:
        _print_lines(validation.sheet_lines(sheet, work.language))
        return
    from .paper.criteria_sheet import print_criteria, program_stamp

    if study is None:
        stamp = program_stamp(sheet, at=work.now(), by=current_user().name)
    else:
        steps.check_print(study.book)
        stamp = replace(study.book.stamp("", at=work.now(), by=study.user.name), pack_version=sheet.version)
    receipt = print_criteria(sheet, stamp, work.printed_in, work.asked.out)
    if study is not None:
        steps.note_printed(study.book, "", receipt)
    work.tell("criteria_written", path=receipt.path.resolve(), pages=receipt.pages)
    for note in receipt.notes:
        work.tell("command_note", note=note.in_(work.language))


def _print_lines(lines: Iterable[str]) -> None:
    """Print until the reader has had enough (`| head`), which is no fault."""
    try:
        for line in lines:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain_of(refused: Sequence[Fault], work: CommandCall) -> None:
    for fault in refused:
        _complain(fault.words(work.forms, work.language))


def _chosen_forms(work: CommandCall) -> tuple[str, ...] | None:
    names: list[str] | None = work.asked.form
    if names is None:
        return None
    known = [key for key, definition in work.forms.items() if not definition.identifying]
    for name in names:
        if name in work.forms and name not in known:
            raise Mistake("command_identifying", form=work.forms[name].title.in_(work.language))
        if name not in work.forms:
            raise Mistake("command_unknown_form", form=name, known=", ".join(known))
    return tuple(dict.fromkeys(names))


def _refuse_other_files(out: Path) -> None:
    """A PDF is replaced by a newer print; nothing else ever is."""
    if out.is_dir():
        raise Mistake("command_out_is_folder", path=out)
    if not is_free_for_pdf(out):
        raise Mistake("command_out_is_other", path=out)
    if not out.absolute().parent.is_dir():
        raise Mistake("command_no_folder", path=out.absolute().parent)


def _make_room(folder: Path, work: CommandCall) -> None:
    """An empty folder for the demonstration; an earlier demonstration is replaced, anybody else's files never are."""
    if folder.exists() and not folder.is_dir():
        raise Mistake("command_demo_not_folder", path=folder)
    folder.mkdir(parents=True, exist_ok=True)
    ours = {DEMO_LIST, *_listed_files(folder)}
    others = sorted(path.name for path in folder.iterdir() if path.name not in ours)
    if others:
        raise Mistake("command_demo_others", path=folder, file=others[0], count=len(others))
    study = folder / DEMO_STUDY
    if study.is_file():
        _refuse_open_study(study, work)
    for name in sorted(ours - {DEMO_LIST}):
        (folder / name).unlink(missing_ok=True)


def _refuse_open_study(study: Path, work: CommandCall) -> None:
    """Whoever has the earlier demonstration open, or made a study of their own of it, keeps it."""
    try:
        with work.opened(study) as opened:
            own = opened.info.demonstration
    except StoreFault as fault:
        if fault.code in ("records_locked", "records_open_elsewhere"):
            raise
        return
    if not own:
        raise Mistake("command_demo_others", path=study.parent, file=study.name, count=1)


def _listed_files(folder: Path) -> tuple[str, ...]:
    try:
        lines = (folder / DEMO_LIST).read_text(encoding="utf-8").splitlines()[1:]
    except (OSError, UnicodeDecodeError):
        return ()
    return tuple(name for name in lines if name and Path(name).name == name)


def _list_files(folder: Path, made: Sequence[Path]) -> None:
    names = "\n".join(path.name for path in made)
    (folder / DEMO_LIST).write_text(f"ucbnk-desktop demo / 演示数据\n{names}\n", encoding="utf-8")


def _language(arguments: Sequence[str]) -> Language:
    """The language of the messages: as asked, else as preferred, else Chinese; asked "both" means as preferred."""
    preferred = settings.load(settings.default_file()).language
    for position, argument in enumerate(arguments):
        name, sign, value = argument.partition("=")
        if name == "--language":
            text = value if sign else next(iter(arguments[position + 1:]), "")
            return Language(text) if text in set(Language) else preferred
    return preferred


def answer(error: Exception | KeyboardInterrupt, language: Language | None = None) -> int:
    """What is said, in the language preferred unless one is given, and answered where the work could not be done."""
    language = language or _language(())
    match error:
        case KeyboardInterrupt():
            _complain(say("command_stopped", language))
            return Exit.STOPPED
        case Mistake():
            _complain(say(error.code, language, **error.arguments))
            return Exit.USAGE
        case StoreFault():
            _complain(error.words(language))
            return Exit.STORE
        case Refused():
            _complain("\n".join(error.words(language)))
            return Exit.USAGE
        case PaperFault():
            _complain(error.words(language))
            return Exit.PAPER
        case DefinitionError() | PackError():
            _complain(say("command_definitions", language, message=str(error)))
            return Exit.INTERNAL
        case OSError():
            cause = say(f"command_cause_{cause_of(error)}", language, number=error.errno or 0)
            _complain(say("command_no_access", language, path=error.filename or "—", cause=cause))
            return Exit.USAGE
        case _:
            _complain(say("command_internal", language, error=type(error).__name__, file=_kept(error)))
            return Exit.INTERNAL


def _kept(error: BaseException) -> str:
    """Where the places of a fault are kept for whoever repairs it; never its message, which may hold what was typed."""
    try:
        file = places.user_data() / "fault.txt"
        frames = traceback.extract_tb(error.__traceback__)
        lines = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
        file.write_text("\n".join([__version__, *lines, type(error).__name__, ""]), encoding="utf-8")
    except OSError:
        return "—"
    return str(file)


def _complain(text: str) -> None:
    print(text, file=sys.stderr)


def _speak_utf8() -> None:
    """A Windows console or pipe takes our Chinese as UTF-8; a sign that cannot be shown is replaced, never a fault."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            changes: dict[str, Any] = {"errors": "replace"}
            if sys.platform == "win32":
                changes["encoding"] = "utf-8"
            reconfigure(**changes)


def _both(code: str) -> str:
    """A help text in both languages; `%` is argparse's own sign."""
    return " / ".join(say(code, language) for language in (Language.ZH, Language.EN)).replace("%", "%%")


class _Parser(argparse.ArgumentParser):
    """A parser that answers wrong usage in the user's language."""

    def __init__(self, language: Language, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._language = language

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        _complain(say("command_usage", self._language, message=message, program=NAME))
        raise SystemExit(Exit.USAGE)
