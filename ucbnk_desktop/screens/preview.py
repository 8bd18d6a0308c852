"""Pages of a PDF on screen and on the printer; imported when the first page is shown."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QHBoxLayout, QWidget

from .tasks import Progress, Stopped

_DPI = 300
_WIDEST = 980


class Preview(QWidget):
    """The pages of one PDF, held in memory."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = QPdfDocument(self)
        self._content = QByteArray()
        self._buffer = QBuffer(self)
        self.view = QPdfView(self)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setFrameShape(QPdfView.Shape.NoFrame)
        self.view.setDocument(self.document)
        self.view.setMaximumWidth(_WIDEST)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.view)

    def show_pdf(self, content: bytes) -> None:
        """Show the pages of `content`, from the first on."""
        self.document.close()
        self._buffer.close()
        self._content = QByteArray(content)
        self._buffer.setData(self._content)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        self.view.verticalScrollBar().setValue(0)

    def clear(self) -> None:
        """Show nothing."""
        self.document.close()

    def set_ground(self, colour: QColor) -> None:
        """Lay the pages on `colour`."""
        palette = self.view.palette()
        for role in (QPalette.ColorRole.Dark, QPalette.ColorRole.Window, QPalette.ColorRole.Base):
            palette.setColor(role, colour)
        self.view.setPalette(palette)

    @property
    def pages(self) -> int:
        """How many pages are shown."""
        return self.document.pageCount()


def has_printer() -> bool:
    """Whether this computer knows a printer: without one QPrinter would quietly write a file."""
    return bool(QPrinterInfo.availablePrinterNames())


def ask_printer(parent: QWidget) -> QPrinter | None:
    """The printer the user chooses; None where that was turned down."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() == QPrintDialog.DialogCode.Accepted else None


def paint_pages(content: bytes, printer: QPrinter, progress: Progress) -> int:
    """Print every page of the PDF `content` as a picture on white, in any thread; how many there were."""
    document, buffer, kept = QPdfDocument(), QBuffer(), QByteArray(content)
    buffer.setData(kept)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    pages = document.pageCount()
    printer.setFullPage(True)
    painter = QPainter(printer)
    try:
        for number in range(pages):
            progress(number, pages)
            if number:
                printer.newPage()
            painter.drawImage(painter.viewport(), page_image(document, number))
    except Stopped:
        printer.abort()
        raise
    finally:
        painter.end()
        document.close()
    return pages


def page_image(document: QPdfDocument, number: int) -> QImage:
    """Page `number` on white: a rendered page is transparent where nothing stands."""
    points = document.pagePointSize(number)
    size = QSize(round(points.width() * _DPI / 72), round(points.height() * _DPI / 72))
    drawn = document.render(number, size)
    white = QImage(drawn.size(), QImage.Format.Format_RGB32)
    white.fill(Qt.GlobalColor.white)
    painter = QPainter(white)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return white
