"""The interface texts of Qt and of our own screens, switched while the program runs."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from ucbnk_desktop import places
from ucbnk_desktop.wording import Language


class Translations:
    """Holds every translator: Qt drops the texts of one that nobody refers to.

    The sources are English, so English needs none.
    """

    def __init__(self, app: QCoreApplication) -> None:
        self._app = app
        self._installed: list[QTranslator] = []

    def install(self, language: Language) -> None:
        """Show `language` from the next text on; a missing file leaves the English sources."""
        self.remove()
        self._installed = self._chinese() if language is Language.ZH else []
        for translator in self._installed:
            self._app.installTranslator(translator)

    def remove(self) -> None:
        """Show the sources again."""
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed = []

    def _chinese(self) -> list[QTranslator]:
        own, qt = QTranslator(), QTranslator()
        qt.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        own.load(str(places.resources("i18n", "ucbnk_zh_CN.qm")))
        return [qt, own]
