"""A whole visit by keyboard only: from a new participant's consent to her enrolment and the printed form."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.helpers.pdf_text import pdf_text
from ucbnk_desktop import demonstration, places
from ucbnk_desktop.casebook import create_study
from ucbnk_desktop.forms.definition import Field, Kind
from ucbnk_desktop.forms.loader import read_forms
from ucbnk_desktop.protocol.pack import read_pack
from ucbnk_desktop.protocol.verdicts import Outcome
from ucbnk_desktop.records.model import StoredEntry, User
from ucbnk_desktop.records.store import Store
from ucbnk_desktop.screens.app_state import AppState
from ucbnk_desktop.screens.entry.editor import Editor
from ucbnk_desktop.screens.entry.editors_keys import meant
from ucbnk_desktop.screens.participant.signing_block import SigningBlock
from ucbnk_desktop.screens.participants import NewParticipantDialog
from ucbnk_desktop.screens.window import MainWindow
from ucbnk_desktop.wording import Language

CONTROL = Qt.KeyboardModifier.ControlModifier
MODEL = "D-001"
FORMS = (
    "consent", "demographics", "screening", "diagnosis", "prior_therapy", "medical_history", "vital_signs",
    "performance", "toxicities", "laboratory", "ecg_echo", "judgements",
)


def now() -> datetime:
    return datetime(2026, 11, 22, 18, 2, tzinfo=timezone(timedelta(hours=8)))


class Typist:
    """Fills the open form from the keyboard: digits and letters as keys, Chinese as an input method commits it."""

    def __init__(self, qtbot: QtBot, window: MainWindow, model: StoredEntry) -> None:
        self.qtbot, self.window, self.model = qtbot, window, model

    def fill(self) -> None:
        """Type every field of the form in the order in which Enter goes through it."""
        seen: list[str] = []
        while True:
            editor = QApplication.focusWidget()
            if not isinstance(editor, Editor) or len(seen) > 400:
                break
            assert editor.key not in seen[:-1], f"Enter came back to {editor.key}"
            seen.append(editor.key)
            text = self._wanted(editor.key)
            if text and not editor.value() and not editor.locked:
                self._type(editor, text)
            self._judge_significance(editor.key)
            self._key(Qt.Key.Key_Return)
        assert seen, "no field had the focus"

    def _judge_significance(self, key: str) -> None:
        """Whether a result outside its range matters is answered from its upper limit with Ctrl+J."""
        wanted = self._wanted(f"{key.removesuffix('_uln')}_significance") if key.endswith("_uln") else ""
        if wanted:
            self._key(Qt.Key.Key_J, CONTROL)
            QTest.keyClicks(self._focused(), wanted[0])

    def save(self) -> None:
        """Save; a strange value that is true is confirmed with Enter, as it is asked."""
        panel = self.window.participant.panel
        for _ in range(12):
            self._key(Qt.Key.Key_S, CONTROL)
            assert panel.notice.text == ""
            if not panel.unsaved:
                return
            self._key(Qt.Key.Key_Return)
        pytest.fail(f"{self.model.form} could not be saved: {panel.page and panel.page.values()}")

    def _wanted(self, key: str) -> str:
        outer, bracket, rest = key.partition("[")
        if not bracket:
            return self.model.values.get(key, "")
        number, _, column = rest.partition("].")
        rows = self.model.rows.get(outer, ())
        return rows[int(number)].values.get(column, "") if int(number) < len(rows) else ""

    def _type(self, editor: Editor, text: str) -> None:
        if text.startswith("["):
            code = text[1:].partition("]")[0]
            place = editor.field.missing.index(code)
            self._key((Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)[place], CONTROL)
        elif editor.field.kind in (Kind.CHOICE, Kind.YES_NO):
            self._choose(editor.field, text)
        elif editor.field.kind is Kind.CHOICES:
            self._tick(editor.field, text)
        elif text.isascii():
            QTest.keyClicks(editor, text.replace("-", "") if editor.field.kind is Kind.DATE else text)
        else:
            event = QInputMethodEvent("", [])
            event.setCommitString(text)
            QApplication.sendEvent(editor, event)

    def _choose(self, field: Field, code: str) -> None:
        place = next(n for n, choice in enumerate(field.choices) if choice.code == code)
        keys = [sign for sign in (str(place + 1), code[0], code[-1]) if meant(sign, field.choices) == place]
        QTest.keyClicks(self._focused(), keys[0] if keys else code)

    def _tick(self, field: Field, codes: str) -> None:
        for code in codes.split():
            place = next(n for n, choice in enumerate(field.choices) if choice.code == code)
            for _ in field.choices:
                self._key(Qt.Key.Key_Left)
            for _ in range(place):
                self._key(Qt.Key.Key_Right)
            self._key(Qt.Key.Key_Space)

    def _key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self._focused(), key, modifier)

    def _focused(self) -> QWidget:
        return QApplication.focusWidget() or self.window


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[StoredEntry, ...]]:
    """What is to be typed: the entries of an invented child who meets every criterion."""
    path = tmp_path_factory.mktemp("model") / "model.ucbnk"
    forms = read_forms(places.forms())
    demonstration.build(
        path, forms, read_pack(places.resources("protocol")), today=date(2026, 11, 22), codes=(MODEL,)
    )
    with Store.open(path, forms, user=User("x", "coordinator"), now=now) as store:
        return store.all_entries(MODEL)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """A window over a new study in which the settings invented for demonstrations are decided, and nobody is."""
    app = AppState(qapp, tmp_path / "workstation.json", now=now)
    user = User("张丽", "coordinator")
    study = create_study(
        tmp_path / "研究 #1.ucbnk", app.forms, app.pack, title="演示", user=user, now=now, demonstration=True,
    )
    invented = {setting.id: setting.demonstration for setting in app.pack.settings.values()}
    invented |= {ruling.id: ruling.demonstration for ruling in app.pack.rulings.values()}
    for identifier, value in invented.items():
        if value:
            study.book.store.decide(identifier, value, source="演示")
    window = MainWindow(app, lambda _app, _user: None)
    qtbot.addWidget(window)
    app.take(study, user)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    app.close_study(quietly=True)
    app.translations.remove()


def _add_participant(qtbot: QtBot, window: MainWindow) -> None:
    def accept() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, NewParticipantDialog)
        QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Return)

    QTimer.singleShot(50, accept)
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_N, CONTROL)
    window.activateWindow()  # a window manager does this when a dialog closes; the offscreen platform has none
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), Editor))


def _print_casebook(qtbot: QtBot, window: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Choose every form there is something in, save, and read all twelve typed forms back."""
    printing = window.printing
    before = printing._count.text()
    printing._all.setFocus()
    QTest.keyClick(printing._all, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: printing.save_button.isEnabled() and printing._count.text() not in ("", before))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(path), ""))
    printing.save_button.setFocus()
    QTest.keyClick(printing.save_button, Qt.Key.Key_Space)
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: window.app.casebook.store.history(participant="D-001")[-1].operation == "printed")
    pages = PdfReader(io.BytesIO(path.read_bytes())).pages
    text = "".join(page.extract_text() for page in pages)
    for form in FORMS:
        assert window.app.say(window.app.forms[form].title) in text
    assert "欧阳主任" in text


def _same(typed: Mapping[str, str], wanted: Mapping[str, str], skipped: frozenset[str]) -> None:
    differing = {key: (typed.get(key, ""), text) for key, text in wanted.items()
                 if key not in skipped and typed.get(key, "") != text}
    assert differing == {}


def _own(**values: str) -> Mapping[str, str]:
    return values


def _entry(form: str, values: Mapping[str, str]) -> StoredEntry:
    return StoredEntry("D-001", form, 1, "1.0", values, {}, None, now(), "")


@pytest.mark.parametrize(
    ("language", "title"), [(Language.ZH, "入组确认"), (Language.EN, "Enrolment")]
)
def test_that_a_participant_is_led_from_consent_to_the_printed_form_by_keyboard_only(  # noqa: PLR0917  # fixtures
    qtbot: QtBot, window: MainWindow, model: Mapping[str, tuple[StoredEntry, ...]], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, language: Language, title: str,
) -> None:
    window.app.set_language(language)
    _add_participant(qtbot, window)
    assert window.participant.code == "D-001"
    store, book = window.app.casebook.store, window.app.casebook

    for form in FORMS:
        entry_ref = window.participant.panel.entry_ref
        assert entry_ref is not None
        assert entry_ref.form == form
        typist = Typist(qtbot, window, model[form][-1])
        typist.fill()
        typist.save()
        kept = store.entries("D-001", form)[-1]
        _same(kept.values, model[form][-1].values, frozenset())
        for key, rows in model[form][-1].rows.items():
            assert [dict(row.values) for row in kept.rows[key]] == [dict(row.values) for row in rows]
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_PageDown)

    assert book.assessment("D-001").outcome is Outcome.READY_TO_SIGN
    confirmation = Typist(qtbot, window, _entry("eligibility", _own(
        confirmed="yes", investigator="欧阳主任", confirmed_on="2026-11-22",
    )))
    read_first = QApplication.focusWidget()
    assert isinstance(read_first, SigningBlock)
    QTest.keyClick(read_first, Qt.Key.Key_Return)
    confirmation.fill()
    confirmation.save()
    assert book.assessment("D-001").outcome is Outcome.ELIGIBLE
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_PageDown)
    enrolment = Typist(qtbot, window, _entry("enrolment", _own(
        enrolled_on="2026-11-22", dose_level="1", enrolled_by="𬭼医师",
    )))
    enrolment.fill()
    enrolment.save()
    assert book.summary("D-001").status == "enrolled"

    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_P, CONTROL)
    assert window.page == "print"
    qtbot.waitUntil(lambda: window.printing.save_button.isEnabled() and bool(window.printing.preview))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(tmp_path / "入组.pdf"), ""))
    window.printing.save_button.setFocus()
    QTest.keyClick(window.printing.save_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(window.printing.notice.text))
    text = pdf_text(tmp_path / "入组.pdf")
    assert title in text
    assert "𬭼医师" in text
    _print_casebook(qtbot, window, tmp_path / "病例册.pdf", monkeypatch)
    assert store.history(participant="D-001")[-1].operation == "printed"
    assert store.verify() == ()
