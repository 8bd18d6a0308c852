"""The question before what is typed would be lost: it could be neither saved nor kept as a draft."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget


class LoseDialog(QMessageBox):
    """Says `why` the typing is not kept, and offers to stay with it (what Enter and Esc do) or to let it go."""

    def __init__(self, why: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle(self.tr("Not saved"))
        self.setText(self.tr("What you typed is not saved, and it could not be kept as a draft either."))
        self.setInformativeText(why)
        self.stay = self.addButton(self.tr("Stay, keep it on the screen"), QMessageBox.ButtonRole.RejectRole)
        self.lose = self.addButton(self.tr("Leave, what is typed is lost"), QMessageBox.ButtonRole.DestructiveRole)
        self.setDefaultButton(self.stay)
        self.setEscapeButton(self.stay)

    def asks_to_lose(self) -> bool:
        """Ask; True only where the user chose to let the typing go."""
        self.exec()
        return self.clickedButton() is self.lose
