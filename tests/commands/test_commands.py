"""The command line: what each command does, what it answers, and that no mistake of a user ends in a traceback."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.helpers.command_line import Call
from tests.helpers.pdf_text import pdf_words
from tests.helpers.study_clock import NOW
from ucbnk_desktop import __main__ as program
from ucbnk_desktop import commands, demonstration, places, settings
from ucbnk_desktop.casebook import Role, open_study, steps
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.protocol.pack import read_pack
from ucbnk_desktop.records.faults import StoreFault
from ucbnk_desktop.records.model import User
from ucbnk_desktop.records.store import Store
from ucbnk_desktop.wording import Language


def test_that_verify_answers_0_for_a_sound_study(call: Call, study: Path) -> None:
    said = call("verify", study)
    assert said.code == 0
    assert "核对无误" in said.out
    assert call("verify", study, "--language", "en").out.startswith("Sound: the record equals its history.")


def test_that_verify_answers_1_for_a_study_that_was_changed_from_outside(
    call: Call, study: Path
) -> None:
    data = study.read_bytes()
    assert data.count(b"DEMO-1001") >= 2
    study.write_bytes(data.replace(b"DEMO-1001", b"DEMO-1002", 1))
    said = call("verify", study, "--language", "en")
    assert said.code == 1
    assert said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("command", ["verify", "print"])
def test_that_a_missing_study_answers_3_in_words(call: Call, tmp_path: Path, command: str) -> None:
    more = ("--participant", "D-001", "--out", tmp_path / "x.pdf") if command == "print" else ()
    said = call(command, tmp_path / "没有.ucbnk", *more)
    assert said.code == 3
    assert "没有.ucbnk" in said.err
    assert "Traceback" not in said.err


def test_that_a_foreign_file_answers_3_and_stays_as_it_was(call: Call, tmp_path: Path) -> None:
    foreign = tmp_path / "x.ucbnk"
    foreign.write_text("not a study", encoding="utf-8")
    assert call("verify", foreign).code == 3
    assert foreign.read_text(encoding="utf-8") == "not a study"


def test_that_a_casebook_is_printed_without_her_name(
    call: Call, study: Path, tmp_path: Path
) -> None:
    out = tmp_path / "病例册 1.pdf"
    said = call("print", study, "--participant", "D-001", "--language", "both", "--out", out)
    assert said.code == 0
    assert str(out) in said.out
    printed = pdf_words(out)
    assert "D-001" in printed
    assert not re.search("虚小甲|虚母甲|DEMO-0001|000-0000-0001", printed)


def test_that_one_form_is_shorter_than_the_casebook(call: Call, study: Path, tmp_path: Path) -> None:
    all_of_it, one = tmp_path / "all.pdf", tmp_path / "one.pdf"
    call("print", study, "--participant", "D-001", "--out", all_of_it)
    call("print", study, "--participant", "D-001", "--form", "laboratory", "--language", "en", "--out", one)
    assert len(PdfReader(one).pages) < len(PdfReader(all_of_it).pages)
    assert "214" in pdf_words(one)


def test_that_blank_forms_need_no_participant(call: Call, study: Path, tmp_path: Path) -> None:
    out = tmp_path / "blank.pdf"
    assert call("print", study, "--blank", "--form", "consent", "--form", "laboratory", "--out", out).code == 0
    assert "D-001" not in pdf_words(out)


def test_that_a_newer_print_replaces_an_older_one_and_nothing_else(
    call: Call, study: Path, tmp_path: Path
) -> None:
    out = tmp_path / "x.pdf"
    for _ in range(2):
        assert call("print", study, "--participant", "D-001", "--form", "consent", "--out", out).code == 0
    letter = tmp_path / "letter.txt"
    letter.write_text("dear", encoding="utf-8")
    assert call("print", study, "--participant", "D-001", "--out", letter).code == 2
    assert letter.read_text(encoding="utf-8") == "dear"
    before = study.read_bytes()
    assert call("print", study, "--participant", "D-001", "--out", study).code == 2
    assert study.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said_in"),
    [
        (("--participant", "D-999"), ("没有受试者 D-999", "There is no participant D-999")),
        (("--participant", "D-001", "--form", "labs"), ("没有名为 labs 的表", "There is no form called labs")),
        (("--participant", "D-001", "--form", "identity"), ("身份信息", "identifies a person")),
        (("--blank", "--form", "identity"), ("身份信息", "identifies a person")),
        (("--participant", "D-015"), ("没有可打印的记录", "Nothing is recorded yet")),
        ((), ("请用 --participant", "Name a participant")),
    ],
)
def test_that_a_print_that_cannot_be_answers_2_in_both_languages(
    call: Call, study: Path, tmp_path: Path, arguments: tuple[str, ...], said_in: tuple[str, str]
) -> None:
    for language, words in zip(("zh", "en"), said_in, strict=True):
        said = call("print", study, *arguments, "--out", tmp_path / "x.pdf", "--language", language)
        assert said.code == 2
        assert words in said.err
    assert not (tmp_path / "x.pdf").exists()


def test_that_paper_that_cannot_be_written_answers_in_words(
    call: Call, study: Path, tmp_path: Path
) -> None:
    said = call("print", study, "--participant", "D-001", "--out", tmp_path / "no" / "x.pdf")
    assert said.code == 2
    assert "没有这个文件夹" in said.err
    assert call("print", study, "--participant", "D-001", "--out", tmp_path).code == 2


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("verify",), ("print", "x"), ("demo", "--language", "fr")])
def test_that_wrong_usage_answers_2_in_words(call: Call, arguments: tuple[str, ...]) -> None:
    said = call(*arguments)
    assert said.code == 2
    assert "用法有误" in said.err
    assert "Traceback" not in said.err


def test_that_the_preferred_language_is_spoken_unless_another_is_asked_for(call: Call) -> None:
    settings.save(settings.Preferences(language=Language.EN), settings.default_file())
    assert "Wrong usage" in call("verify").err
    assert "用法有误" in call("verify", "--language", "zh").err
    assert "用法有误" in call("verify", "--language=zh").err
    assert "Wrong usage" in call("verify", "--language", "both").err


@pytest.mark.parametrize("arguments", [("--help",), ("demo", "--help"), ("print", "--help"), ("verify", "-h")])
def test_that_help_stands_in_both_languages(call: Call, arguments: tuple[str, ...]) -> None:
    said = call(*arguments)
    assert said.code == 0
    assert re.search("[一-龥]", said.out)
    assert re.search(" / [A-Za-z]", said.out)


def test_that_the_exit_codes_stand_in_the_help(call: Call) -> None:
    help_text = re.sub(r"\s+", " ", call("--help").out)
    for code in commands.Exit:
        assert re.search(rf"[ ：；]{int(code)} ", help_text), code


def test_that_a_window_is_opened_where_there_is_a_display(
    call: Call, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    assert call("window", study).windows == (study,)
    assert call("window").windows == (None,)
    assert call("window", study.with_name("other.ucbnk")).code == 2


def test_that_a_study_file_alone_opens_the_window_on_it(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    windows: list[Path | None] = []

    def show(path: Path | None) -> int:
        windows.append(path)
        return 0

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(program, "_show_window", show)
    assert program.main([str(study)]) == program.main([]) == 0
    assert windows == [study, None]


def test_that_without_a_display_the_window_answers_5(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "has_display", lambda *_: False)
    said = call("window")
    assert said.code == 5
    assert "没有图形界面" in said.err
    assert said.windows == ()


def test_that_a_fault_of_the_program_answers_70_and_keeps_its_details(
    call: Call, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("虚小甲")

    monkeypatch.setattr(Store, "open", fail)
    said = call("verify", study)
    assert said.code == 70
    assert "Traceback" not in said.err
    [kept] = re.findall(r"\S+fault\.txt", said.err)
    details = Path(kept).read_text(encoding="utf-8")
    assert "RuntimeError" in details
    assert "虚小甲" not in details


def test_that_an_interrupt_answers_130(
    call: Call, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "open", stop)
    assert call("verify", study).code == 130


# -- the demonstration


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demonstration of two children, for what does not need them all."""
    whole = demonstration.build

    def build(*arguments: object, **more: object) -> object:
        return whole(*arguments, **more, codes=("D-001", "D-015"))  # type: ignore[arg-type]

    monkeypatch.setattr(demonstration, "build", build)


@pytest.mark.usefixtures("small")
def test_that_the_demonstration_is_built_beside_the_user(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = call("demo", "--no-window")
    assert said.code == 0
    assert sorted(path.name for path in (tmp_path / "ucbnk_demo").iterdir()) == [
        "D-001.pdf", "demo.ucbnk", "ucbnk_demo.txt",
    ]
    assert str(tmp_path / "ucbnk_demo") in said.out
    assert "D-015" in said.out


@pytest.mark.usefixtures("small")
def test_that_the_demonstration_is_rebuilt_over_its_own_files_only(call: Call, tmp_path: Path) -> None:
    assert call("demo", "--no-window", "--out", tmp_path).code == 0
    assert call("demo", "--no-window", "--out", tmp_path, "--language", "en").code == 0
    (tmp_path / "我的笔记.txt").write_text("mine", encoding="utf-8")
    before = (tmp_path / "demo.ucbnk").read_bytes()
    said = call("demo", "--no-window", "--out", tmp_path)
    assert said.code == 2
    assert "我的笔记.txt" in said.err
    assert (tmp_path / "我的笔记.txt").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "demo.ucbnk").read_bytes() == before


def test_that_a_folder_of_somebody_else_is_refused_untouched(call: Call, tmp_path: Path) -> None:
    (tmp_path / "demo.ucbnk").write_text("theirs", encoding="utf-8")
    assert call("demo", "--no-window", "--out", tmp_path).code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["demo.ucbnk"]
    assert call("demo", "--no-window", "--out", tmp_path / "demo.ucbnk").code == 2


@pytest.mark.usefixtures("small")
def test_that_a_list_that_names_other_folders_deletes_nothing_there(call: Call, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.txt"
    theirs.write_text("theirs", encoding="utf-8")
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / "ucbnk_demo.txt").write_text("ucbnk-desktop demo\n../theirs.txt\n", encoding="utf-8")
    call("demo", "--no-window", "--out", folder)
    assert theirs.read_text(encoding="utf-8") == "theirs"


@pytest.mark.usefixtures("small")
def test_that_a_demonstration_that_is_open_is_not_rebuilt(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("demo", "--no-window", "--out", tmp_path).code == 0

    def locked(*_: object, **__: object) -> None:
        raise StoreFault("records_locked", path=tmp_path / "demo.ucbnk")

    monkeypatch.setattr(Store, "open", locked)
    before = (tmp_path / "demo.ucbnk").read_bytes()
    assert call("demo", "--no-window", "--out", tmp_path).code == 3
    assert (tmp_path / "demo.ucbnk").read_bytes() == before


@pytest.mark.usefixtures("small")
def test_that_the_window_opens_on_the_demonstration(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "has_display", lambda *_: True)
    assert call("demo", "--out", tmp_path).windows == (tmp_path / "demo.ucbnk",)
    monkeypatch.setattr(commands, "has_display", lambda *_: False)
    assert call("demo", "--out", tmp_path).code == 5


# -- in an interpreter of its own

_LOADED = """
import sys
from ucbnk_desktop.__main__ import main
code = main(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"PySide6", "numpy", "pandas"}))
raise SystemExit(code)
"""


def _run(*arguments: object, program: str = "") -> subprocess.CompletedProcess[str]:
    head = ["-c", program] if program else ["-m", "ucbnk_desktop"]
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment |= {"PYTHONIOENCODING": "utf-8", "QT_QPA_PLATFORM": ""}
    return subprocess.run(
        [sys.executable, *head, *map(str, arguments)], capture_output=True, encoding="utf-8", env=environment,
        check=False,
    )


def test_that_a_whole_demonstration_is_built_and_printed_without_qt(tmp_path: Path) -> None:
    folder = tmp_path / "演示 #1"
    done = _run("demo", "--no-window", "--out", folder, "--language", "zh", program=_LOADED)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == ""
    assert len(list(folder.glob("D-*.pdf"))) == 17
    assert "演示数据" in pdf_words(folder / "D-010.pdf")
    assert _run("verify", folder / "demo.ucbnk").returncode == 0


def test_that_the_program_answers_from_the_shell(tmp_path: Path) -> None:
    done = _run("verify", tmp_path / "none.ucbnk")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert _run("--version").stdout.startswith("ucbnk-desktop ")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these always have a display")
def test_that_without_a_display_the_program_says_so_and_answers_5() -> None:
    done = _run()
    assert done.returncode == 5
    assert "没有图形界面" in done.stderr


def test_that_main_itself_loads_nothing_heavy() -> None:
    program = """
import sys
import ucbnk_desktop.__main__
print(*sorted({"PySide6", "sqlcipher3", "reportlab", "argparse", "sqlite_utils"} & set(sys.modules)))
"""
    assert _run(program=program).stdout.strip() == ""


@pytest.mark.parametrize(("number", "zh", "en"), [
    (errno.ENOENT, "没有这个文件或文件夹", "there is no such file or folder"),
    (errno.EISDIR, "这是文件夹，不是文件", "this is a folder, not a file"),
    (errno.EACCES, "无读写权限，或正被其他程序占用", "no permission, or another program holds it"),
    (errno.ENOSPC, "磁盘空间不足", "the disk is full"),
    (errno.EIO, f"系统报错（错误号 {errno.EIO}）", f"the system reports an error (number {errno.EIO})"),
])
def test_that_a_file_that_cannot_be_used_is_told_in_one_language(
    capsys: pytest.CaptureFixture[str], number: int, zh: str, en: str
) -> None:
    error = OSError(number, os.strerror(number), "研究.ucbnk")
    assert [commands.answer(error, language) for language in Language] == [commands.Exit.USAGE] * 2
    assert capsys.readouterr().err == f"无法读写 研究.ucbnk：{zh}\nCannot read or write 研究.ucbnk: {en}\n"


def test_that_criteria_lists_every_criterion_without_a_study(call: Call) -> None:
    said = call("criteria", "--language", "en")
    assert said.code == 0
    assert "Limit: Days without major surgery or severe injury 28" in said.out
    assert "Unset: R-EDGE" in said.out
    assert "Receiving major surgery or experiencing severe traumatic injuries" in said.out
    assert "Decided: R-EDGE" not in said.out


def test_that_criteria_shows_what_the_study_decided(call: Call, study: Path) -> None:
    said = call("criteria", study, "--language", "en")
    assert said.code == 0
    assert "Decided: R-EDGE" in said.out
    assert "Unset: R-EDGE" not in said.out


def test_that_the_printed_criteria_are_noted_in_the_history_of_their_study(
    call: Call, study: Path, tmp_path: Path
) -> None:
    said = call("criteria", study, "--out", tmp_path / "标准.pdf")
    assert said.code == 0
    assert "R-EDGE" in pdf_words(tmp_path / "标准.pdf")
    forms, pack = read_forms(places.forms()), read_pack(places.resources("protocol"))
    with open_study(study, forms, pack, user=commands.current_user(), now=lambda: NOW) as opened:
        printed = [row for row in opened.history(participant="") if row.operation == "printed"]
    assert any("标准.pdf" in row.new for row in printed)


def test_that_criteria_follow_an_amendment(call: Call, study: Path, tmp_path: Path) -> None:
    amendment = tmp_path / "修订.toml"
    amendment.write_text('version = "2.0"\ndated = 2026-10-01\namends = "1.0"\n[limits]\nsurgery_days = 42\n', "utf-8")
    for arguments in ((), (study,)):
        said = call("criteria", *arguments, "--amendment", amendment, "--language", "en")
        assert said.code == 0
        assert "Limit: Days without major surgery or severe injury 42" in said.out
        assert "protocol 2.0" in said.out


@pytest.mark.parametrize(("arguments", "code"), [
    (("missing.ucbnk",), 3), (("notes.txt",), 3), (("--out", "notes.txt"), 2), (("--out", "."), 2),
    (("--out", "no/where.pdf"), 2), (("--amendment", "notes.txt"), 2), (("--amendment", "missing.toml"), 2),
])
def test_that_criteria_that_cannot_be_listed_answer_in_words(
    call: Call, tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    (tmp_path / "notes.txt").write_text("nothing of ours", encoding="utf-8")
    given = [part if part.startswith("--") else tmp_path / part for part in arguments]
    said = call("criteria", *given)
    assert said.code == code
    assert said.err.strip()
    assert "Traceback" not in said.err
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "nothing of ours"


def test_that_an_amendment_may_not_bear_the_name_of_a_version_of_the_study(
    call: Call, study: Path, tmp_path: Path
) -> None:
    forms, pack = read_forms(places.forms()), read_pack(places.resources("protocol"))
    amendment = tmp_path / "修订.toml"
    amendment.write_text('version = "2.0"\ndated = 2026-10-01\namends = "1.0"\n[limits]\nsurgery_days = 42\n', "utf-8")
    user = User("主任", Role.PI)
    with open_study(study, forms, pack, user=user, now=lambda: NOW) as opened:
        steps.adopt(opened.book, amendment.read_text("utf-8"), "a", in_force_from=date(2026, 11, 1), source="批件")
    said = call("criteria", study, "--language", "en")
    assert "Limit: Days without major surgery or severe injury 42" in said.out
    amendment.write_text('version = "1.0"\ndated = 2026-11-01\namends = "2.0"\n[limits]\nsurgery_days = 56\n', "utf-8")
    refused = call("criteria", study, "--amendment", amendment, "--language", "en")
    assert (refused.code, "version 1.0 exists already" in refused.err) == (2, True)


def test_that_the_criteria_of_a_study_that_is_open_elsewhere_answer_3(call: Call, study: Path) -> None:
    forms, pack = read_forms(places.forms()), read_pack(places.resources("protocol"))
    with open_study(study, forms, pack, user=commands.current_user(), now=lambda: NOW):
        said = call("criteria", study)
    assert (said.code, said.out) == (3, "")
    assert said.err.strip()


def test_that_criteria_that_cannot_be_written_answer_4(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    said = call("criteria", "--out", tmp_path / "标准.pdf")
    assert (said.code, said.out) == (4, "")
    assert said.err.strip()
    assert list(tmp_path.glob("*.pdf*")) == []


def test_that_the_sheet_of_criteria_never_replaces_the_study(call: Call, study: Path) -> None:
    kept = study.read_bytes()
    assert call("criteria", study, "--out", study).code == 2
    assert study.read_bytes() == kept
