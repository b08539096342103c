"""How a pair of frames is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from inspector.ui.time_format import delta

if TYPE_CHECKING:
    from inspector.capture.attachments import Attachments
    from inspector.capture.pairing import Partner, Rule


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
    from inspector.capture.pairing import Rule  # imported already: whoever found the partner did

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


def attachments_link(frame_id: int, found: Attachments | None) -> tuple[str, int]:
    """Tell where a packet's attachments are, or which packet an attachment is of, and that frame's id."""
    if found is None:
        return "", 0
    number = QLocale().toString
    if frame_id != found.frame_id:
        at = [place.frame_id for place in found.places].index(frame_id) + 1
        told = _tr("attachment {0} of {1} of frame {2}")
        return told.format(number(at), number(found.announced), number(found.frame_id)), found.frame_id
    elsewhere = next((place.frame_id for place in found.places if place.frame_id != frame_id), 0)
    if not elsewhere:
        return found.problem, 0
    told = _tr("attachments begin in frame {0}").format(number(elsewhere))
    return f"{told}. {found.problem}" if found.problem else told, elsewhere


def _tr(text: str) -> str:
    return QCoreApplication.translate("PartnerBar", text)
