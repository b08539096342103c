"""A connection from its opening handshake to its close."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QPushButton, QScrollArea, QToolButton, QWidget

from inspector.capture.records import ConnectionRecord, NoteRecord
from inspector.ui import icons
from inspector.ui.certificates import TlsRecord, read_tls
from inspector.ui.empty_state import EmptyState
from inspector.ui.facts_list import Fact, FactsList
from inspector.ui.handshake_facts import (
    agreed_facts,
    certificate_facts,
    check_facts,
    checks_of,
    close_facts,
    tls_facts,
)
from inspector.ui.head_pane import HeadPane
from inspector.ui.labels import PlainLabel
from inspector.ui.layouts import column, row
from inspector.ui.notes_text import note_sentence
from inspector.ui.timing_bars import TimingBars, read_timings


class HandshakeView(QScrollArea):
    """Sections below each other; those that have nothing to say are left out."""

    copyCurlRequested = Signal()
    copyWebsocatRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(self.tr("Handshake"))
        self._tls = TlsRecord()
        self._make_parts()
        self._content = QWidget()
        sections = self._make_sections()
        self._content.setLayout(column(self._tools(), *sections, None, gap=4, margins=(3, 3, 3, 3)))
        self.setWidget(self._content)
        self._empty = EmptyState("handshake", self.viewport())
        self._empty.set_texts(self.tr("Choose a connection to see its opening handshake."))
        self.clear()

    def show_connection(self, record: ConnectionRecord, notes: list[NoteRecord]) -> None:
        """Show a connection as far as it went; `notes` are those of the connection, not of its frames."""
        self.request.set_head(record.request_head)
        self.response.set_head(record.response_head)
        self._tls = read_tls(record.tls) if record.tls else TlsRecord()
        times = read_timings(record.timings)
        self._timings.set_times(times)
        self._fill("closing", close_facts(record))
        self._fill("agreed", agreed_facts(record))
        self._fill("checks", check_facts(checks_of(record)))
        self._fill("tls", tls_facts(self._tls) if record.tls else [])
        self._fill("notes", [Fact(self.tr("Note"), note_sentence(note), icon="info") for note in notes])
        self._timing_section.setVisible(bool(times))
        self._chain_button.setChecked(False)
        self._chain_button.setVisible(bool(self._tls.chain))
        self._chain_button.setText(self.tr("Certificates ({0})").format(len(self._tls.chain)))
        self._empty.set_shown(False)
        self._content.show()

    def clear(self) -> None:
        """Show that no connection is chosen."""
        self._content.hide()
        self.request.set_head(None)
        self.response.set_head(None)
        for name in self._facts:
            self._fill(name, [])
        self._empty.set_shown(True)

    def facts(self, section: str) -> list[tuple[str, str]]:
        """Give what a section shows: ``closing``, ``agreed``, ``checks``, ``tls``, ``chain`` or ``notes``."""
        return self._facts[section].texts()

    def _make_parts(self) -> None:
        self._facts = {name: FactsList() for name in ("closing", "agreed", "checks", "tls", "chain", "notes")}
        self._sections: dict[str, QWidget] = {}
        self.request = HeadPane(self.tr("Request head"))
        self.response = HeadPane(self.tr("Response head"))
        self._timings = TimingBars()
        self.line_ends = QCheckBox(self.tr("Show CR LF"))
        self.line_ends.setToolTip(self.tr("Show where each line of the heads ends (RFC 9112 §2.2)"))
        self.line_ends.toggled.connect(self.request.set_line_ends)
        self.line_ends.toggled.connect(self.response.set_line_ends)
        self._chain_button = QToolButton()
        self._chain_button.setCheckable(True)
        self._chain_button.setToolTip(self.tr("Show the certificates that the server sent"))
        self._chain_button.toggled.connect(self._show_chain)

    def _make_sections(self) -> list[QWidget]:
        titles = {
            "closing": self.tr("Closing"),
            "agreed": self.tr("Connection"),
            "checks": self.tr("Checks"),
            "notes": self.tr("Notes"),
        }
        for name, title in titles.items():
            self._sections[name] = _section(title, self._facts[name])
        tls = QWidget()
        tls.setLayout(column(self._facts["tls"], row(self._chain_button, None), self._facts["chain"], gap=1))
        self._sections["tls"] = _section(self.tr("TLS"), tls)
        self._timing_section = _section(self.tr("Times"), self._timings)
        heads = QWidget()
        heads.setLayout(column(self.request, self.response, row(self.line_ends, None), gap=2))
        order = self._sections
        first = [order["closing"], order["agreed"], self._timing_section, order["checks"]]
        return [*first, heads, order["tls"], order["notes"]]

    def _tools(self) -> QWidget:
        self.curl_button = QPushButton(icons.icon("copy"), self.tr("Copy as curl"))
        self.curl_button.setToolTip(self.tr("Copy a curl command that sends this opening handshake"))
        self.curl_button.clicked.connect(self.copyCurlRequested)
        self.websocat_button = QPushButton(icons.icon("copy"), self.tr("Copy as websocat"))
        self.websocat_button.setToolTip(self.tr("Copy a websocat command that opens this connection"))
        self.websocat_button.clicked.connect(self.copyWebsocatRequested)
        tools = QWidget()
        tools.setLayout(row(self.curl_button, self.websocat_button, None))
        return tools

    def _fill(self, name: str, facts: list[Fact]) -> None:
        self._facts[name].set_facts(facts)
        if name in self._sections:
            self._sections[name].setVisible(bool(facts))

    def _show_chain(self, shown: bool) -> None:
        # Certificates are parsed only for a person who wants to see them.
        self._facts["chain"].set_facts(certificate_facts(self._tls.chain) if shown else [])
        self._facts["chain"].setVisible(shown)


def _section(title: str, content: QWidget) -> QWidget:
    section = QWidget()
    section.setAccessibleName(title)
    section.setLayout(column(PlainLabel(title, "section"), content, gap=1))
    return section
