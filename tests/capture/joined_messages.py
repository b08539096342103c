"""What a filter is asked of each frame, said plainly: payloads are those of whole messages."""

from inspector.capture.filtering.nodes import And, Everything, Not, Or
from inspector.wire.records import HTTP


def messages_of(frames):
    """Give for each frame the first byte and the payload of its message (RFC 6455 §5.4).

    A frame is a connection, a direction, a first byte and a payload.
    """
    found, going_on = [], {}
    for connection, direction, head, payload in frames:
        key, opcode = (connection, direction), head & 15
        if head == HTTP or opcode > 2:
            found.append([head, payload])
            continue
        message = going_on.pop(key, None)
        if opcode or message is None:
            message = [head, b""]
        message[1] += payload
        if not head & 0x80:
            going_on[key] = message
        found.append(message)
    return [tuple(message) for message in found]


def shows(node, record, message):
    """Tell whether a filter shows a frame, which is of a message."""
    match node:
        case Everything():
            return True
        case Not(inner):
            return not shows(inner, record, message)
        case And(nodes):
            return all(shows(each, record, message) for each in nodes)
        case Or(nodes):
            return any(shows(each, record, message) for each in nodes)
    if node.of_payload:
        head, payload = message
        return node.matches(record._replace(head=head, payload=payload))
    return node.matches(record)
