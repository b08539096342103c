"""The bar that tells the partner of the selected frame, and the search behind it."""

import time

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QWidget

from inspector.capture.pairing import Partner, Rule
from inspector.capture.store import Capture
from inspector.ui.partner_bar import PartnerBar
from inspector.ui.partner_finder import PartnerFinder
from inspector.ui.partner_words import partner_text, rule_text

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

ASK = b'{"jsonrpc":"2.0","id":1,"method":"a"}'
ANSWER = b'{"jsonrpc":"2.0","id":1,"result":1}'
MS = 1_000_000


@pytest.fixture(autouse=True)
def _english():
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def bar(qtbot):
    widget = PartnerBar()
    qtbot.addWidget(widget)
    return widget


class Log:
    def __init__(self):
        self.capture = Capture.create(None)
        self.connection = self.capture.open_connection("ws://a/")
        self.now = time.time_ns()

    def add(self, direction, payload):
        self.now += MS
        row = (self.now, direction, 0x81, None, len(payload), payload)
        number = self.capture.append(self.connection, [row])
        self.capture.flush()
        return number


@pytest.fixture
def log():
    made = Log()
    yield made
    made.capture.close()


@pytest.fixture
def finder(bar, settings, qtbot, log):
    over = QWidget()
    over.resize(600, 400)
    qtbot.addWidget(over)
    with qtbot.waitExposed(over):
        over.show()
    made = PartnerFinder(bar, settings, over)
    made.set_capture(log.capture)
    return made


@pytest.mark.parametrize(
    ("partner", "told"),
    [
        (Partner(1234, 1_200_000, Rule.JSON_RPC, True), "answered by frame 1,234 after 1.2 ms"),
        (Partner(7, 500, Rule.PING, False), "answers frame 7 after 500 ns"),
        (Partner(7, -500, Rule.PING, False), "answers frame 7"),
        (Partner(7, -500, Rule.PING, True), "answered by frame 7"),
    ],
)
def test_the_partner_is_told(partner, told):
    assert partner_text(partner) == told


def test_every_rule_is_told():
    assert len({rule_text(rule) for rule in Rule}) == len(Rule)


def test_it_is_hidden_without_a_partner(bar):
    assert not bar.isVisibleTo(None)
    bar.show_partner(Partner(5, 1, Rule.PING, True))
    assert bar.isVisible()
    assert bar.partner.text == bar.partner.accessibleName() == "answered by frame 5 after 1 ns"
    bar.clear()
    assert not bar.isVisible()
    assert not bar.partner.action.isEnabled()
    assert bar.partner.text == ""


def test_the_button_and_the_shortcut_jump(bar, qtbot):
    bar.show_partner(Partner(5, 1, Rule.PING, True))
    with qtbot.waitSignal(bar.jumpRequested) as caught:
        qtbot.mouseClick(bar.partner.button, Qt.MouseButton.LeftButton)
    assert caught.args == [5]
    bar.activateWindow()
    qtbot.waitUntil(bar.isActiveWindow)
    with qtbot.waitSignal(bar.jumpRequested) as caught:
        qtbot.keyClick(bar, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert caught.args == [5]


def test_the_partner_of_the_selected_frame_is_found(bar, finder, log, qtbot):
    ask, answer = log.add(0, ASK), log.add(1, ANSWER)
    finder.show_frame(ask)
    qtbot.waitUntil(lambda: bar.partner.text == "answered by frame 2 after 1.0 ms")
    finder.show_frame(answer)
    qtbot.waitUntil(lambda: bar.partner.text == "answers frame 1 after 1.0 ms")
    finder.show_frame(0)
    assert bar.partner.text == ""


def test_an_answer_that_comes_later_is_found(bar, finder, log, qtbot):
    ask = log.add(0, ASK)
    finder.show_frame(ask)
    qtbot.wait(20)
    assert bar.partner.text == ""
    log.add(1, ANSWER)
    qtbot.waitUntil(lambda: bar.partner.text == "answered by frame 2 after 1.0 ms")


def test_a_path_is_typed_kept_and_used(bar, finder, log, settings, qtbot):
    log.add(0, b'{"meta":{"q":"x"}}')
    log.add(1, b'{"meta":{"q":"x"}}')
    finder.show_frame(1)
    finder.path_action.trigger()
    popup = finder._popup
    qtbot.keyClicks(popup.line, "$.meta=")
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert popup.isVisible()
    assert popup.problem.text().endswith(".")
    popup.line.clear()
    qtbot.keyClicks(popup.line, "$.meta.q")
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    assert not popup.isVisible()
    qtbot.waitUntil(lambda: bar.partner.text == "answered by frame 2 after 1.0 ms")
    assert settings.value("pairing/path") == finder.path == "$.meta.q"
    assert finder.rules.path == ("meta", "q")


def test_the_path_is_there_the_next_time(bar, settings, qtbot):
    over = QWidget()
    qtbot.addWidget(over)
    settings.setValue("pairing/path", "$.id")
    assert PartnerFinder(bar, settings, over).rules.path == ("id",)
    settings.setValue("pairing/path", "..broken")
    assert PartnerFinder(bar, settings, over).rules.path == ()


def test_a_capture_that_is_closed_has_no_partners(bar, finder, log, qtbot):
    log.add(0, ASK)
    log.capture.close()
    finder.show_frame(1)
    qtbot.wait(30)
    assert bar.partner.text == ""


OPEN = b'0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}'
BINARY = b'452-["f",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]'


@pytest.fixture
def socketio(log, finder):
    log.connection = log.capture.open_connection("ws://a/socket.io/?EIO=4&transport=websocket")
    log.add(1, OPEN)
    return log


def attachment(log, payload):
    row = (log.now, 1, 0x82, None, len(payload), payload)
    number = log.capture.append(log.connection, [row])
    log.capture.flush()
    return number


def test_attachments_and_their_packet_lead_to_each_other(bar, finder, socketio, qtbot):
    event, first, second = socketio.add(1, BINARY), attachment(socketio, b"a"), attachment(socketio, b"b")
    finder.show_frame(event)
    qtbot.waitUntil(lambda: bar.attachments.text == f"attachments begin in frame {first}")
    with qtbot.waitSignal(bar.jumpRequested) as caught:
        bar.attachments.action.trigger()
    assert caught.args == [first]
    finder.show_frame(second)
    qtbot.waitUntil(lambda: bar.attachments.text == f"attachment 2 of 2 of frame {event}")
    assert not bar.partner.isVisible()
    finder.show_frame(1)
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_missing_attachments_are_told_until_they_come(bar, finder, socketio, qtbot):
    event = socketio.add(1, BINARY)
    finder.show_frame(event)
    qtbot.waitUntil(lambda: bar.attachments.text == "2 attachments are announced, and 0 followed.")
    assert not bar.attachments.button.isVisible()
    first = attachment(socketio, b"a")
    told = f"attachments begin in frame {first}. 2 attachments are announced, and 1 followed."
    qtbot.waitUntil(lambda: bar.attachments.text == told)
