"""Where a message is cut, and the frames that come of it."""

from __future__ import annotations

from itertools import islice

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from inspector.ui import icons
from inspector.ui.counts import frames_text
from inspector.ui.fragments import MARKER, MOST_PARTS, FragmentPreview, Parts, preview_fragments
from inspector.ui.labels import WrappedLabel
from inspector.ui.layouts import GRID, ROW, characters_wide, column, row
from inspector.ui.sizes import exact_bytes

_MOST_SHOWN = 200
_ROWS_SEEN = 5
_PREVIEW = 4
_NUMBERS = (0, 3)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class FragmentPanel(QFrame):
    """Lets a person choose the cuts, and shows each frame with its opcode and FIN."""

    changed = Signal()
    markerRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fragmentPanel")
        self.markers = QRadioButton(self.tr("At markers"))
        self.equal = QRadioButton(self.tr("Equal parts:"))
        self.count = QSpinBox()
        self.insert = QPushButton(icons.icon("scissors"), self.tr("Cut here"))
        self.table = QTableWidget(0, 5)
        self.note = WrappedLabel(role="hint")
        self._set_up()
        self._set_up_table()
        choice = row(self.markers, self.insert, self.equal, self.count, None, gap=2)
        self.setLayout(column(choice, self.table, self.note, gap=1, margins=(2, 1, 2, 1)))
        self.markers.setChecked(True)
        self._choose()
        for button in (self.markers, self.equal):
            button.toggled.connect(self._choose)
        self.count.valueChanged.connect(self.changed)
        self.insert.clicked.connect(self.markerRequested)

    def _set_up(self) -> None:
        self.markers.setToolTip(self.tr("Cut where the marker {0} stands; it is not sent").format(MARKER))
        self.equal.setToolTip(self.tr("Cut into parts of the same length, to one byte"))
        self.count.setRange(1, MOST_PARTS)
        self.count.setValue(2)
        self.count.setGroupSeparatorShown(True)
        self.count.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.count.setFixedWidth(characters_wide(self.count, 8))
        self.count.setAccessibleName(self.tr("Number of parts"))
        self.insert.setToolTip(self.tr("Put the marker {0} at the cursor (Ctrl+M)").format(MARKER))
        self.insert.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _set_up_table(self) -> None:
        table = self.table
        table.setAccessibleName(self.tr("Frames of this message"))
        headings = [self.tr("#"), self.tr("Opcode"), self.tr("FIN"), self.tr("Length"), self.tr("Payload")]
        for place, heading in enumerate(headings):
            item = QTableWidgetItem(heading)
            item.setTextAlignment(_RIGHT if place in _NUMBERS else _LEFT)
            table.setHorizontalHeaderItem(place, item)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setMinimumSectionSize(ROW)
        table.verticalHeader().setDefaultSectionSize(ROW)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(_PREVIEW, QHeaderView.ResizeMode.Stretch)
        for place, width in enumerate((3, 12, 3, 9)):
            header.resizeSection(place, characters_wide(table, width))
        table.setFixedHeight(_ROWS_SEEN * ROW + 7 * GRID)

    def _choose(self) -> None:
        self.count.setEnabled(self.equal.isChecked())
        self.insert.setEnabled(self.markers.isChecked())
        self.changed.emit()

    @property
    def at_markers(self) -> bool:
        """Cut at the markers, not into equal parts."""
        return self.markers.isChecked()

    @property
    def part_count(self) -> int:
        """How many equal parts."""
        return self.count.value()

    def show_parts(self, text: bool, parts: Parts) -> None:
        """Show the frames that the message becomes."""
        shown = list(islice(preview_fragments(text, parts), _MOST_SHOWN))
        self.table.setRowCount(len(shown))
        for line, fragment in enumerate(shown):
            for place, cell in enumerate(self._cells(fragment, text)):
                item = QTableWidgetItem(cell)
                if place in _NUMBERS:
                    item.setTextAlignment(_RIGHT)
                self.table.setItem(line, place, item)
        self.note.setText(self._explain(len(parts)))

    def _cells(self, fragment: FragmentPreview, text: bool) -> tuple[str, ...]:
        shown = fragment.preview.decode(errors="replace") if text else fragment.preview.hex(" ")
        return (
            self.locale().toString(fragment.number),
            fragment.opcode,
            "1" if fragment.fin else "0",
            exact_bytes(fragment.length),
            shown.replace("\n", "⏎"),
        )

    def _explain(self, count: int) -> str:
        if count == 1 and self.at_markers:
            return self.tr("One frame, FIN set: put the cursor where it is to be cut, and press Cut here.")
        rule = self.tr(
            "The first frame has the opcode, the others are continuation frames; only the last has FIN set."
        )
        if count > _MOST_SHOWN:
            return self.tr("Not shown: {0}. {1}").format(frames_text(count - _MOST_SHOWN), rule)
        return rule
