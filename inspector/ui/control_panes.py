"""The panes for control frames: ping, pong and close."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from inspector.ui.byte_text import encode_utf8, parse_hex
from inspector.ui.intentions import Intention, SendClose, SendPing, SendPong
from inspector.ui.json_check import TextProblem
from inspector.ui.labels import PlainLabel, WrappedLabel, set_role
from inspector.ui.layouts import characters_wide, column, row
from inspector.wire.closecodes import close_code_name, describe_close, known_close_codes, may_be_sent

MOST_PAYLOAD = 125
"""RFC 6455 §5.5: "All control frames MUST have a payload length of 125 bytes or less"."""
MOST_REASON = MOST_PAYLOAD - 2
_NO_CODE = "none"


class PingPane(QWidget):
    """The payload of a ping or of an unsolicited pong."""

    changed = Signal()

    def __init__(self, pong: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pong = pong
        self.line = QLineEdit()
        self.form = QComboBox()
        self.counter = PlainLabel(role="hint")
        self.line.setAccessibleName(
            self.tr("Payload of the pong") if pong else self.tr("Payload of the ping")
        )
        self.line.setPlaceholderText(self.tr("Payload, may be empty"))
        self.form.addItem(self.tr("as text"), "text")
        self.form.addItem(self.tr("as hex"), "hex")
        self.form.setAccessibleName(self.tr("How the payload is typed"))
        note = (
            self.tr("A pong that answers no ping: RFC 6455 §5.5.3 allows it as a one-way heartbeat.")
            if pong
            else self.tr(
                "The server answers with a pong that carries the same payload; that is the round trip."
            )
        )
        fields = row(self.line, self.form, self.counter, gap=2)
        fields.setStretch(0, 1)
        self.setLayout(column(fields, WrappedLabel(note, "hint"), None, gap=1))
        self.setFocusProxy(self.line)
        self.inputs = (self.line,)
        self.line.textChanged.connect(self._count)
        self.form.currentIndexChanged.connect(self._count)
        self._count()

    def _read(self) -> bytes | TextProblem:
        read = parse_hex if self.form.currentData() == "hex" else encode_utf8
        return read(self.line.text())

    def _count(self) -> None:
        payload = self._read()
        count = 0 if isinstance(payload, TextProblem) else len(payload)
        _show_count(self.counter, count, MOST_PAYLOAD)
        self.changed.emit()

    def draft(self) -> str:
        """Give the payload with how it is typed."""
        return f"{self.form.currentData()} {self.line.text()}" if self.line.text() else ""

    def set_draft(self, draft: str) -> None:
        """Show a payload from the history."""
        form, _, payload = draft.partition(" ")
        self.form.setCurrentIndex(max(0, self.form.findData(form)))
        self.line.setText(payload)

    def settle(self) -> None:
        """Nothing waits here."""

    @property
    def problem(self) -> str:
        """Why this cannot be sent; empty when it can."""
        payload = self._read()
        if isinstance(payload, TextProblem):
            return payload.sentence
        if len(payload) > MOST_PAYLOAD:
            return self.tr("A control frame holds at most {0} bytes (RFC 6455 §5.5).").format(MOST_PAYLOAD)
        return ""

    @property
    def summary(self) -> str:
        """The counter says it."""
        return ""

    def intention(self) -> Intention:
        """Say what sending means; only without a problem."""
        payload = self._read()
        data = b"" if isinstance(payload, TextProblem) else payload
        return SendPong(data) if self._pong else SendPing(data)


class ClosePane(QWidget):
    """The code and the reason of a close frame."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.code = QComboBox()
        self.reason = QLineEdit()
        self.counter = PlainLabel(role="hint")
        self.meaning = WrappedLabel(role="hint")
        self._set_up()
        fields = row(self.code, self.reason, self.counter, gap=2)
        fields.setStretch(1, 1)
        self.setLayout(column(fields, self.meaning, None, gap=1))
        self.setFocusProxy(self.code)
        self.inputs = (self.reason,)
        self.code.editTextChanged.connect(self._follow)
        self.reason.textChanged.connect(self._follow)
        self._follow()

    def _set_up(self) -> None:
        self.code.setEditable(True)
        self.code.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for code, name in known_close_codes().items():
            self.code.addItem(f"{code} {name}")
        self.code.addItem(self.tr("no code"))
        self.code.setAccessibleName(self.tr("Close code"))
        self.code.setToolTip(self.tr("Choose a close code, or type one from 3000 to 4999"))
        self.code.setMinimumWidth(characters_wide(self.code, 20))
        self.reason.setPlaceholderText(self.tr("Reason, may be empty"))
        self.reason.setAccessibleName(self.tr("Close reason"))

    @property
    def _is_empty(self) -> bool:
        return self.code.currentText().strip().lower() in (self.tr("no code"), _NO_CODE)

    def _code(self) -> int | None:
        digits = self.code.currentText().strip().partition(" ")[0]
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 6 else None

    def _reason(self) -> bytes | TextProblem:
        return encode_utf8(self.reason.text())

    def _follow(self) -> None:
        code = self._code()
        if self._is_empty:
            self.meaning.setText(self.tr("An empty close frame; the other side reports code 1005."))
        elif code is not None:
            self.meaning.setText(f"{close_code_name(code)}: {describe_close(code)}")
        else:
            self.meaning.setText("")
        reason = self._reason()
        _show_count(self.counter, 0 if isinstance(reason, TextProblem) else len(reason), MOST_REASON)
        self.changed.emit()

    def draft(self) -> str:
        """Give code and reason."""
        code = _NO_CODE if self._is_empty else str(self._code())
        return f"{code} {self.reason.text()}"

    def set_draft(self, draft: str) -> None:
        """Show a code and reason from the history."""
        code, _, reason = draft.partition(" ")
        number = int(code) if code.isdigit() else None
        known = known_close_codes().get(number or 0)
        self.code.setEditText(
            f"{code} {known}" if known else self.tr("no code") if code == _NO_CODE else code
        )
        self.reason.setText(reason)

    def settle(self) -> None:
        """Nothing waits here."""

    @property
    def problem(self) -> str:
        """Why this cannot be sent; empty when it can."""
        reason = self._reason()
        if isinstance(reason, TextProblem):
            return reason.sentence
        if self._is_empty:
            return self.tr("Without a code there is no place for a reason; take it out.") if reason else ""
        code = self._code()
        if code is None:
            return self.tr("Type a close code such as 1000, or one from 3000 to 4999.")
        if not may_be_sent(code):
            return self.tr("Code {0} may not be in a close frame (RFC 6455 §7.4).").format(code)
        if len(reason) > MOST_REASON:
            return self.tr("A close reason holds at most {0} bytes of UTF-8.").format(MOST_REASON)
        return ""

    @property
    def summary(self) -> str:
        """The counter says it."""
        return ""

    def intention(self) -> Intention:
        """Say what sending means; only without a problem."""
        return SendClose(None, "") if self._is_empty else SendClose(self._code(), self.reason.text())


def _show_count(label: PlainLabel, count: int, most: int) -> None:
    label.setText(f"{count} / {most} B")
    label.setMinimumWidth(characters_wide(label, 9))
    set_role(label, "error" if count > most else "hint")
