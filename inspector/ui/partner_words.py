"""How a pair of frames is told."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from inspector.capture.pairing import Partner, Rule
from inspector.ui.time_format import delta


def partner_text(partner: Partner) -> str:
    """Tell the partner and the latency, for example ``answered by frame 1,234 after 1.2 ms``."""
    number = QLocale().toString(partner.frame_id)
    if partner.latency_ns < 0:
        # The clock was set back in between.
        told = _tr("answered by frame {0}") if partner.answers else _tr("answers frame {0}")
        return told.format(number)
    told = _tr("answered by frame {0} after {1}") if partner.answers else _tr("answers frame {0} after {1}")
    return told.format(number, delta(partner.latency_ns).lstrip("+"))


def rule_text(rule: Rule) -> str:
    """Tell by what two frames are known to belong together."""
    names = {
        Rule.PING: _tr("The pong has the ping's data (RFC 6455 §5.5.3)."),
        Rule.ENGINEIO_PING: _tr("A heartbeat of Engine.IO and its answer."),
        Rule.SOCKETIO_ACK: _tr("Both carry the same Socket.IO ack id in the same namespace."),
        Rule.SOCKETIO_CONNECT: _tr("The namespace that is joined, and the server's answer."),
        Rule.JSON_RPC: _tr("Both carry the same JSON-RPC id."),
        Rule.GRAPHQL_WS: _tr("Both carry the id of the same GraphQL operation."),
        Rule.JSON_PATH: _tr("Both have the same value at the path that you named."),
    }
    return names[rule]


def _tr(text: str) -> str:
    return QCoreApplication.translate("PartnerBar", text)
