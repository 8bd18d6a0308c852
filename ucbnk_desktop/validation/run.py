"""A folder of cases put to the protocol: what each expects, what was found, and which criteria were covered."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ucbnk_desktop.paper.validation_data import CriterionCoverage, ExpectationResult, Group, Report, Result
from ucbnk_desktop.protocol.verdicts import Reason, State
from ucbnk_desktop.wording import Language, Text, say

from .case import Case, JudgedCase, judge
from .case_files import Library, read_cases
from .comparison import Comparison, compared
from .expectations import subject_words, value_words
from .faults import CaseFaults, Fault


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case with everything it expects beside what was found."""

    judged: JudgedCase
    comparisons: tuple[Comparison, ...]

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.judged.case

    @property
    def agrees(self) -> bool:
        """Whether everything was found as expected."""
        return all(comparison.agrees for comparison in self.comparisons)


@dataclass(frozen=True, slots=True)
class Validation:
    """What became of the files of a folder; `digest` is the SHA-256 over their names and contents."""

    folder: Path
    files: int
    digest: str
    tried: tuple[CaseResult, ...]
    refused: tuple[Fault, ...]

    @property
    def differing(self) -> tuple[CaseResult, ...]:
        """The cases in which anything was found that was not expected."""
        return tuple(result for result in self.tried if not result.agrees)

    @property
    def comparisons(self) -> int:
        """How many single things were compared."""
        return sum(len(result.comparisons) for result in self.tried)


def validate(folder: Path, library: Library) -> Validation:
    """Every `*.toml` in `folder` and the folders in it; OSError where the folder cannot be read.

    A file in which anything is wrong, or that cannot be read, is refused as a whole; a case that expects nothing is
    wrong here.
    """
    files = (path for path in folder.rglob("*") if path.suffix.lower() == ".toml" and not path.is_dir())
    paths = sorted(files, key=lambda path: path.relative_to(folder).as_posix())
    tried: list[CaseResult] = []
    refused: list[Fault] = []
    for path in paths:
        try:
            tried += [_tried(case, library) for case in _expecting(path, library)]
        except CaseFaults as faults:
            refused += faults.faults
    return Validation(folder, len(paths), _digest(folder, paths), tuple(tried), tuple(refused))


def coverage(validation: Validation, library: Library) -> Mapping[str, Counter[State]]:
    """For every criterion how many cases expect which state of it."""
    states: dict[str, Counter[State]] = {criterion: Counter() for criterion in library.pack.criteria}
    for result in validation.tried:
        for comparison in result.comparisons:
            if comparison.expectation.aspect == "state" and not comparison.expectation.at_infusion:
                states[comparison.expectation.subject][State(comparison.expectation.wanted[0])] += 1
    return states


def _tried(case: Case, library: Library) -> CaseResult:
    judged = judge(case, library.pack)
    return CaseResult(judged, compared(judged))


def _expecting(path: Path, library: Library) -> tuple[Case, ...]:
    cases = read_cases(path, library)
    silent = tuple(Fault(case.place, Reason.of("case_expects_nothing")) for case in cases if not case.expected)
    if silent:
        raise CaseFaults(silent)
    return cases


def _digest(folder: Path, paths: list[Path]) -> str:
    """Over names and contents, with line ends as on any other machine; of what cannot be read, over the name alone."""
    made = hashlib.sha256()
    for path in paths:
        content = _content(path).replace(b"\r\n", b"\n")
        made.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        made.update(content)
    return made.hexdigest()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


# As text and for paper


def lines(validation: Validation, library: Library, language: Language) -> Iterator[str]:
    """The report as text: every case with what it expects and what was found, then the sum."""
    title = ""
    for result in validation.tried:
        if result.case.title.in_(language) != title:
            title = result.case.title.in_(language)
            yield ""
            yield f"# {title}"
        yield from _case_lines(result, library, language)
    yield ""
    for fault in validation.refused:
        yield fault.words(library.forms, language)
    yield summary(validation, language)


def summary(validation: Validation, language: Language) -> str:
    """One sentence: how many files, cases and expectations, and how many of them differ."""
    return say(
        "case_summary", language, files=validation.files, cases=len(validation.tried), count=validation.comparisons,
        differing=len(validation.differing), refused=len({fault.place.file for fault in validation.refused}),
    )


def _case_lines(tried: CaseResult, library: Library, language: Language) -> Iterator[str]:
    mark = say("case_agrees" if tried.agrees else "case_differs", language)
    yield say("case_result", language, mark=mark, id=tried.case.id, name=tried.case.name.in_(language))
    for comparison in tried.comparisons:
        words = _found(comparison, library)
        yield say(
            "case_as_expected" if comparison.agrees else "case_not_as_expected", language,
            subject=words.subject.in_(language), expected=words.expected.in_(language),
            found=words.found.in_(language),
        )


def report(validation: Validation, library: Library, *, program: str) -> Report:
    """The same for paper."""
    groups: dict[Text, list[Result]] = {}
    for number, result in enumerate(validation.tried, start=1):
        groups.setdefault(result.case.title, []).append(Result(
            number, result.case.id, result.case.name, Path(result.case.place.file).name, result.case.place.line,
            tuple(_found(comparison, library) for comparison in result.comparisons),
        ))
    return Report(
        validation.folder.name, validation.files, validation.digest, program, library.pack.version,
        tuple(Group(title, tuple(results)) for title, results in groups.items()),
        tuple(
            CriterionCoverage(criterion.id, Text(criterion.short_zh, criterion.short_en), counts)
            for criterion, counts in (
                (library.pack.criteria[identity], counts) for identity, counts in coverage(validation, library).items()
            )
        ),
        tuple(
            Text(*(fault.words(library.forms, language) for language in (Language.ZH, Language.EN)))
            for fault in validation.refused
        ),
    )


def _found(comparison: Comparison, library: Library) -> ExpectationResult:
    """One comparison in words."""
    expectation = comparison.expectation
    expected, values_found = (
        value_words(expectation, values, library.forms, library.pack)
        for values in (expectation.wanted, comparison.found)
    )
    return ExpectationResult(subject_words(expectation), expected, values_found, comparison.agrees)
