"""The text of the style sheet: what each role and state looks like; `$names` are those of `theme.Colours`."""

SHEET = """
* { font-family: "$family"; }
QWidget { color: $ink; font-size: 14px; }
QMainWindow, QDialog, QWidget[role="page"], QScrollArea[role="page"] { background: $ground; }
QScrollArea { border: none; background: transparent; }
QScrollArea > QWidget > QWidget[role="body"] { background: transparent; }
QFrame[role="card"], QWidget[role="card"] { background: $card; border: 1px solid $line; border-radius: 10px; }
QFrame[role="bar"], QWidget[role="bar"] { background: $card; border: none; border-bottom: 1px solid $line; }
QFrame[role="foot"], QWidget[role="foot"] { background: $card; border: none; border-top: 1px solid $line; }
QFrame[role="side"], QWidget[role="side"] { background: $card; border: none; border-left: 1px solid $line; }
QFrame[role="rail"], QWidget[role="rail"] { background: $rail; border: none; }
QFrame[role="line"] { background: $line; border: none; max-height: 1px; min-height: 1px; }

QLabel { background: transparent; }
QLabel[role="title"] { font-size: 20px; font-weight: bold; }
QLabel[role="cardtitle"] { font-size: 15px; font-weight: bold; }
QLabel[role="section"] { font-size: 13px; font-weight: bold; }
QLabel[role="strong"] { font-weight: bold; }
QLabel[role="label"], QLabel[role="unit"], QLabel[role="soft"] { color: $soft_ink; }
QLabel[role="secondary"], QLabel[role="help"] { color: $soft_ink; font-size: 12px; }
QLabel[role="small"] { font-size: 12px; }
QLabel[role="problemtitle"] { color: $stop; font-size: 13px; font-weight: bold; }
QLabel[role="problem"] { color: $stop; font-size: 12px; }
QLabel[role="accent"] { color: $accent; }
QLabel[role="number"] { font-size: 20px; font-weight: bold; }
QLabel[role="key"] { background: $gap_soft; border: 1px solid $line; border-radius: 4px; padding: 0 5px;
    color: $soft_ink; font-size: 12px; }
QLabel[role="chip"] { border-radius: 10px; padding: 1px 10px; font-size: 12px; background: $gap_soft;
    color: $soft_ink; }
QLabel[role="chip"][state="met"] { background: $met_soft; color: $met; }
QLabel[role="chip"][state="stop"] { background: $stop_soft; color: $stop; }
QLabel[role="chip"][state="wait"] { background: $wait_soft; color: $wait; }
QLabel[role="chip"][state="judge"] { background: $judge_soft; color: $judge; }
QLabel[role="chip"][state="accent"] { background: $accent_soft; color: $accent; }
QFrame[role="asked"] { border: none; border-left: 4px solid $accent; background: $accent_soft; }
QFrame[role="notice"] { border: none; border-radius: 6px; background: $gap_soft; }
QFrame[role="notice"][state="met"] { background: $met_soft; }
QFrame[role="notice"][state="stop"] { background: $stop_soft; }
QFrame[role="notice"][state="wait"] { background: $wait_soft; }
QFrame[role="notice"][state="judge"] { background: $judge_soft; }
QFrame[role="notice"][state="accent"] { background: $accent_soft; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox { background: $card; border: 1px solid $field_line; border-radius: 6px;
    color: $ink; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QComboBox { padding: 0 8px; min-height: 26px; max-height: 26px; placeholder-text-color: $soft_ink; }
QPlainTextEdit, QTextEdit { padding: 2px 5px; }
QLineEdit:focus, QComboBox:focus, QComboBox:on { border: 2px solid $accent; padding: 0 7px; min-height: 24px;
    max-height: 24px; }
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid $accent; padding: 1px 4px; }
QLineEdit[state="wrong"], QPlainTextEdit[state="wrong"], QComboBox[state="wrong"] { border: 1px solid $stop;
    background: $stop_soft; }
QLineEdit[state="wrong"]:focus, QPlainTextEdit[state="wrong"]:focus, QComboBox[state="wrong"]:focus {
    border: 2px solid $stop; }
QLineEdit[state="answered"], QPlainTextEdit[state="answered"] { background: $ground; color: $soft_ink; }
QLineEdit[state="locked"], QPlainTextEdit[state="locked"], QComboBox[state="locked"] { border: 1px solid transparent;
    background: transparent; padding: 0 0; }
QPlainTextEdit[state="locked"] { padding: 2px 0; }
QLineEdit[role="unit"] { border: 1px solid transparent; background: transparent; color: $soft_ink; padding: 0 5px; }
QLineEdit[role="unit"]:focus { border: 2px solid $accent; background: $card; color: $ink; padding: 0 4px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { background: $ground; color: $soft_ink; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: $card; border: 1px solid $line; outline: none; padding: 4px;
    selection-background-color: $accent_soft; selection-color: $accent; }
QComboBox QAbstractItemView::item { min-height: 26px; padding: 0 6px; border-radius: 4px; }

QPushButton { background: $card; border: 1px solid $field_line; border-radius: 6px; padding: 0 14px; min-height: 26px; }
QPushButton:hover { background: $gap_soft; }
QPushButton:pressed { background: $accent_soft; }
QPushButton:focus { border: 2px solid $accent; padding: 0 13px; min-height: 24px; }
QPushButton:disabled { color: $soft_ink; background: $gap_soft; border-color: $line; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; }
QPushButton[role="primary"]:hover { background: $accent; border: 1px solid $ink; }
QPushButton[role="primary"]:focus { border: 2px solid $ink; }
QPushButton[role="primary"]:disabled { background: $gap_soft; color: $soft_ink; border-color: $line; }
QPushButton[role="danger"] { color: $stop; border-color: $stop; }
QPushButton[role="danger"]:hover { background: $stop_soft; }
QPushButton[role="link"], QPushButton[role="confirm"] { background: transparent; border: 1px solid transparent;
    color: $accent; padding: 0 6px; min-height: 20px; font-size: 12px; text-align: left; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border: 1px solid $accent; border-radius: 4px; }
QPushButton[role="problem"] { background: transparent; border: 1px solid transparent; color: $ink; padding: 0;
    min-height: 20px; font-size: 12px; text-align: left; }
QPushButton[role="problem"]:hover { text-decoration: underline; }
QPushButton[role="problem"]:focus { border: 1px solid $stop; border-radius: 4px; }
QPushButton[role="confirm"] { color: $stop; border: 1px solid $stop; border-radius: 4px; min-height: 18px;
    text-align: center; padding: 0 8px; }
QPushButton[role="confirm"]:hover, QPushButton[role="confirm"]:focus { background: $stop_soft; }
QToolButton { background: transparent; border: none; border-radius: 6px; padding: 3px; }
QToolButton:hover { background: $gap_soft; }
QToolButton:focus { border: 1px solid $accent; padding: 2px; }
QToolButton[role="rail"] { color: $rail_ink; border-radius: 8px; padding: 6px 0; font-size: 12px; }
QToolButton[role="rail"]:hover { background: rgba(255, 255, 255, 22); }
QToolButton[role="rail"]:checked { background: rgba(255, 255, 255, 36); color: #ffffff; }
QToolButton[role="rail"]:focus { border: 1px solid $rail_ink; padding: 5px 0; }
QToolButton::menu-indicator { image: none; }
QCheckBox, QRadioButton { spacing: 8px; background: transparent; }
QCheckBox::indicator, QListView::indicator, QTreeView::indicator, QTableView::indicator { width: 14px; height: 14px;
    border: 1px solid $gap; border-radius: 4px; background: $card; }
QCheckBox::indicator:checked, QListView::indicator:checked, QTreeView::indicator:checked,
QTableView::indicator:checked { border-color: $accent; background: $accent; }
QCheckBox::indicator:focus { border: 2px solid $accent; width: 12px; height: 12px; }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid $gap; border-radius: 8px; background: $card; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid $accent; }
QRadioButton::indicator:focus { border: 2px solid $accent; width: 12px; height: 12px; }
QRadioButton::indicator:checked:focus { width: 4px; height: 4px; border: 6px solid $accent; }

QMenu { background: $card; border: 1px solid $line; border-radius: 8px; padding: 5px; }
QMenu::item { padding: 5px 22px 5px 12px; border-radius: 4px; background: transparent; }
QMenu::item:selected { background: $accent_soft; color: $accent; }
QMenu::item:disabled { color: $soft_ink; }
QMenu::separator { height: 1px; background: $line; margin: 5px 8px; }
QMenuBar { background: $card; }
QMenuBar::item { padding: 4px 10px; background: transparent; }
QMenuBar::item:selected { background: $accent_soft; color: $accent; }
QToolTip { background: $ink; color: $card; border: none; padding: 4px 8px; font-size: 12px; }

QTableView, QTreeView, QListView, QTableWidget, QListWidget { background: $card; border: none; outline: none;
    gridline-color: $line; alternate-background-color: $ground; selection-background-color: $accent_soft;
    selection-color: $ink; }
QTableView::item, QTreeView::item, QListView::item { padding: 0 8px; border-bottom: 1px solid $line; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected { background: $accent_soft; color: $ink; }
QHeaderView { background: $card; border: none; }
QHeaderView::section { background: $card; color: $soft_ink; border: none; border-bottom: 1px solid $line;
    padding: 0 8px; font-size: 12px; min-height: 30px; }
QTableCornerButton::section { background: $card; border: none; }
QTabBar { background: transparent; }
QTabBar::tab { padding: 6px 14px; color: $soft_ink; background: transparent; border: none;
    border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $accent; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { background: $accent_soft; }
QTabWidget::pane { border: none; }
QProgressBar { background: $gap_soft; border: none; border-radius: 4px; max-height: 8px; min-height: 8px;
    color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QSplitter::handle { background: $line; }
QDialogButtonBox, QMessageBox { dialogbuttonbox-buttons-have-icons: 0; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle { background: $field_line; border-radius: 4px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $gap; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
