"""Who may do what: every action of every role, through the steps themselves, against what is expected here."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from tests.helpers.study_clock import NOW
from ucbnk_desktop import demonstration
from ucbnk_desktop.casebook import (
    Action,
    EntryDraft,
    NameNeeded,
    Role,
    RoleRefused,
    Study,
    allows,
    create_study,
    open_study,
    roles,
    steps,
)
from ucbnk_desktop.forms.definition import FormDefinition
from ucbnk_desktop.paper.print_data import Receipt
from ucbnk_desktop.protocol.pack import ProtocolPack
from ucbnk_desktop.records import DraftSlot, User
from ucbnk_desktop.wording import Language

Opened = Callable[[User], Study]

AMENDMENT = 'version = "1.1"\ndated = 2026-10-01\namends = "1.0"\n[limits]\nplt_min = "50"\n'
DAY = date(2026, 12, 1)

# The delegation of the trial, role by role, as a letter each: coordinator, investigator, pi, monitor, administrator.
EXPECTED = {
    "read": "cipma", "view_identity": "cipma", "print": "cipma", "verify": "cipma",
    "screen": "cip", "save_entry": "cip", "correct_entry": "cip", "strike": "cip",
    "keep_draft": "cip", "discard_draft": "cip",
    "confirm_eligibility": "cip", "enrol": "cip", "sign": "ip",
    "decide_ruling": "p", "decide_setting": "pa", "adopt": "pa", "transfer": "ip",
}
LETTERS = {"coordinator": "c", "investigator": "i", "pi": "p", "monitor": "m", "administrator": "a"}
LEAVES_NOTHING = ("read", "verify")

STEPS: Mapping[str, Callable[[Study], object]] = {
    "view_identity": lambda study: steps.note_viewed(study.book, "D-001", "identity"),
    "print": lambda study: steps.note_printed(study.book, "D-001", Receipt(Path("a.pdf"), 1, "0" * 64)),
    "verify": lambda study: study.verify(),
    "screen": lambda study: steps.screen(study.book, "D-900"),
    "save_entry": lambda study: steps.save_entry(
        study.book, "D-001", EntryDraft("vital_signs", None, {"weight_kg": "20"})),
    "correct_entry": lambda study: steps.save_entry(
        study.book, "D-001", EntryDraft("vital_signs", 1, {"weight_kg": "20.1"}), reason="录入错误"),
    "strike": lambda study: steps.strike_entry(study.book, "D-001", "vital_signs", 1, reason="录入错误"),
    "confirm_eligibility": lambda study: steps.save_entry(study.book, "D-001", EntryDraft(
        "eligibility", None, {"investigator": "虚构研究者乙", "confirmed_on": "2026-11-22"})),
    "enrol": lambda study: steps.save_entry(study.book, "D-002", EntryDraft(
        "enrolment", None, {"enrolled_on": "2026-11-22", "dose_level": "1", "enrolled_by": "虚构研究者乙"})),
    "decide_ruling": lambda study: steps.decide(study.book, "R-QTC", "fridericia", source="会议", reason="更正"),
    "decide_setting": lambda study: steps.decide(
        study.book, "screening_window_days", "21", source="会议", reason="更正"),
    "adopt": lambda study: steps.adopt(study.book, AMENDMENT, "a.toml", in_force_from=DAY, source="伦理批件"),
    "transfer": lambda study: steps.transfer(study.book, ("D-001",), "1.1", reason="重新知情"),
    "keep_draft": lambda study: steps.keep_draft(study.book, "D-001", "vital_signs", DraftSlot(None), {}),
    "discard_draft": lambda study: steps.discard_draft(study.book, "D-001", "vital_signs", DraftSlot(None)),
}


@pytest.fixture
def opened(
    demo_file: Path, tmp_path: Path, forms: Mapping[str, FormDefinition], pack: ProtocolPack
) -> Iterator[Opened]:
    """A copy of the demonstration, opened by somebody; the amendment that participants are moved to is in it."""
    studies: list[Study] = []

    def again(user: User) -> Study:
        path = tmp_path / f"{len(studies)}.ucbnk"
        shutil.copyfile(demo_file, path)
        studies.append(open_study(path, forms, pack, user=user, now=lambda: NOW))
        return studies[-1]

    yield again
    for study in studies:
        study.close()


def _prepared(study: Study, action: str) -> Study:
    if action == "transfer":
        study.book.store.adopt("1.1", AMENDMENT, in_force_from=DAY, source="伦理批件")
    return study


def _everything(study: Study) -> tuple[object, ...]:
    store = study.book.store
    return store.head, store.participants(), store.drafts(), store.decisions(), store.amendments(), store.transfers()


def test_that_the_table_knows_every_action_and_every_role() -> None:
    assert set(EXPECTED) == set(Action) == set(roles.TABLE)
    assert set(LETTERS) == set(Role)
    assert set(STEPS) == set(Action) - {"read", "sign"}, "who signs is asked, and reading is opening the study"


@pytest.mark.parametrize(("action", "role"), [*product(EXPECTED, LETTERS)])
def test_that_the_table_says_who_may_do_what(action: str, role: str) -> None:
    assert allows(User("王教授", role), Action(action)) is (LETTERS[role] in EXPECTED[action])


@pytest.mark.parametrize(("action", "role"), [*product(STEPS, LETTERS)])
def test_that_a_step_is_done_for_whom_the_table_allows_and_refused_to_all_others(
    opened: Opened, action: str, role: str
) -> None:
    study = _prepared(opened(User("王教授", role)), action)
    before = _everything(study)
    if LETTERS[role] in EXPECTED[action]:
        STEPS[action](study)
        if action not in ("verify", "discard_draft"):
            assert _everything(study) != before
        return
    with pytest.raises(RoleRefused) as refused:
        STEPS[action](study)
    assert _everything(study) == before
    assert not isinstance(refused.value, NameNeeded)
    for language in Language:
        (words,) = refused.value.words(language)
        assert words
        assert "{" not in words


@pytest.mark.parametrize("role", LETTERS)
def test_that_every_role_opens_a_study_and_reads_it(opened: Opened, role: str) -> None:
    assert len(opened(User("王教授", role)).participants()) > 1


@pytest.mark.parametrize("role", ["", "nurse", "PI", "Coordinator"])
def test_that_a_role_that_the_program_does_not_know_opens_nothing(
    tmp_path: Path, opened: Opened, forms: Mapping[str, FormDefinition], pack: ProtocolPack, role: str
) -> None:
    with pytest.raises(RoleRefused):
        opened(User("王教授", role))
    path = tmp_path / "new.ucbnk"
    with pytest.raises(RoleRefused):
        create_study(path, forms, pack, title="试", user=User("王教授", role), now=lambda: NOW)
    assert not path.exists()


@pytest.mark.parametrize(("action", "name"), [*product(STEPS, ["", " ", "未署名用户", "Unnamed user"])])
def test_that_whoever_has_no_name_is_asked_for_it_before_anything_is_written(
    opened: Opened, action: str, name: str
) -> None:
    study = _prepared(opened(User(name, "pi")), action)
    before, begun = _everything(study), study.head.sequence
    if action in LEAVES_NOTHING:
        STEPS[action](study)
        return
    with pytest.raises(NameNeeded) as refused:
        STEPS[action](study)
    assert _everything(study) == before
    assert refused.value.words(Language.ZH) == ("请先填写姓名：保存的每项内容旁都会记下录入人。",)
    study.sign_in(User("王教授", "pi"))
    STEPS[action](study)
    assert {row.user for row in study.history() if row.sequence > begun} <= {"王教授"}
    assert {draft.kept_by for draft in study.own_drafts()} <= {"王教授"}


def test_that_nobody_signs_in_without_a_role(opened: Opened) -> None:
    study = opened(User("未署名用户", "pi"))
    with pytest.raises(RoleRefused):
        study.sign_in(User("王教授", "nurse"))
    assert study.user == User("未署名用户", "pi")


def test_that_the_history_says_when_somebody_else_took_over(opened: Opened) -> None:
    study = opened(User("未署名用户", "coordinator"))
    study.sign_in(User("张丽", "coordinator"))
    steps.screen(study.book, "D-900")
    *_, begun, opened_again, screened = study.history()
    assert [(row.operation, row.user) for row in (begun, opened_again, screened)] == [
        ("open", "未署名用户"), ("open", "张丽"), ("screen", "张丽")]
    assert study.verify() == ()


def test_that_the_drafts_of_nobody_become_those_of_who_gives_a_name_beside_his_own(opened: Opened) -> None:
    study = opened(User("张丽", "coordinator"))
    steps.keep_draft(study.book, "D-001", "vital_signs", DraftSlot(None), {"weight_kg": "20"})
    store = study.book.store
    store.sign_in(User("未署名用户", "coordinator"))
    store.keep_draft("D-001", "vital_signs", None, {"weight_kg": "30"})
    store.keep_draft("D-001", "vital_signs", 1, {"weight_kg": "40"})
    study.sign_in(User("张丽", "coordinator"))
    kept = {(draft.entry, draft.slot, draft.values["weight_kg"]) for draft in study.own_drafts()}
    assert kept == {(None, 0, "20"), (None, 1, "30"), (1, 0, "40")}
    assert len(store.drafts()) == 3


def test_that_another_named_user_takes_over_no_drafts(opened: Opened) -> None:
    study = opened(User("张丽", "coordinator"))
    steps.keep_draft(study.book, "D-001", "vital_signs", DraftSlot(None), {"weight_kg": "20"})
    study.sign_in(User("李静", "coordinator"))
    assert study.own_drafts() == ()
    assert [draft.kept_by for draft in study.book.store.drafts()] == ["张丽"]


@pytest.mark.parametrize("demo", [True, False])
def test_that_only_a_demonstration_is_opened_by_its_invented_coordinator(
    tmp_path: Path, forms: Mapping[str, FormDefinition], pack: ProtocolPack, demo: bool
) -> None:
    path, me, invented = tmp_path / "x.ucbnk", User("未署名用户", "coordinator"), demonstration.coordinator()
    create_study(path, forms, pack, title="试", user=me, now=lambda: NOW, demonstration=demo).close()
    with open_study(path, forms, pack, user=me, now=lambda: NOW, invented=invented) as study:
        assert study.user == (invented if demo else me)
        assert study.history()[-1].user == study.user.name
        assert [row.user for row in study.history() if row.operation == "open"][1:] == [study.user.name]
