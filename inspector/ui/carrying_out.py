"""Turns intentions into calls on a session."""

from __future__ import annotations

import asyncio
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from inspector.session.errors import SessionError
from inspector.ui import intentions as wants
from inspector.ui.emit_argument import Kind

if TYPE_CHECKING:
    from typing_extensions import TypeIs

    from inspector.session.session import Session
    from inspector.session.socketio.session import SocketIoSession

    AnySession = Session | SocketIoSession


def speaks_socketio(session: AnySession) -> TypeIs[SocketIoSession]:
    """Tell which kind of session it is without importing either: the first window has none."""
    return session.options.socketio is not None


def carry_out(session: AnySession, intention: wants.Intention) -> None:
    """Do what is asked for at once; raises `SessionError` where that is not possible."""
    match intention:
        case wants.SendPing(payload):
            session.ping(payload)
        case wants.SendPong(payload):
            session.pong(payload)
        case wants.SendClose(code, reason):
            session.close(code, reason)
        case (
            wants.Emit()
            | wants.AnswerAck()
            | wants.JoinNamespace()
            | wants.LeaveNamespace()
            | wants.SendFile()
        ):
            raise SessionError(_tr("This can only be sent on a Socket.IO connection."))
        case _ if not speaks_socketio(session):
            _carry_out_message(session, intention)
        case wants.SendText(text):
            session.send_raw(text)
        case wants.SendBinary(payload):
            session.send_raw(payload)
        case _:
            raise SessionError(_tr("Socket.IO knows no fragments and no repeating: send it once, whole."))


def _carry_out_message(session: Session, intention: wants.Intention) -> None:
    match intention:
        case wants.SendText(text):
            session.send_text(text)
        case wants.SendBinary(payload):
            session.send_binary(payload)
        case wants.SendFragments(as_text, parts):
            session.send_fragments(as_text, parts)
        case wants.StartRepeat(message, every_ms, count):
            session.repeat(message, every_ms, count)
        case wants.StopRepeat():
            session.stop_repeat()


def carry_out_socketio(session: SocketIoSession, intention: wants.Intention) -> bool:
    """Do what only Socket.IO knows; False for everything else. Raises `SessionError`."""
    match intention:
        case wants.JoinNamespace(namespace, auth):
            session.join(namespace, auth or _auth_of(session, namespace))
        case wants.LeaveNamespace(namespace):
            session.leave(namespace)
        case wants.Emit(event, arguments, namespace, ack, ack_timeout):
            values = [one.value() for one in arguments]
            timeout = math.inf if ack_timeout is None else ack_timeout
            session.emit(event, *values, namespace=namespace, ack=ack, ack_timeout=timeout)
        case wants.AnswerAck(namespace, ack_id, arguments):
            session.answer(namespace, ack_id, *(one.value() for one in arguments))
        case _:
            return False
    return True


def _auth_of(session: SocketIoSession, namespace: str) -> str:
    """Give what the options say that a CONNECT to a namespace carries."""
    options = session.options.socketio
    return dict(options.auth_of).get(namespace, options.auth) if options is not None else ""


def needs_files(intention: wants.Intention) -> bool:
    """Tell whether files have to be read first, beside the event loop."""
    if isinstance(intention, wants.SendFile):
        return True
    return isinstance(intention, wants.Emit) and any(one.kind is Kind.FILE for one in intention.arguments)


async def read_and_send(session: AnySession, intention: wants.Intention) -> None:
    """Read the files of an intention and send it; raises `SessionError` with what is wrong with them."""
    if isinstance(intention, wants.Emit):
        values: list[Any] = [await asyncio.to_thread(one.value) for one in intention.arguments]
        if not speaks_socketio(session):
            raise SessionError(_tr("This can only be sent on a Socket.IO connection."))
        session.emit(
            intention.event,
            *values,
            namespace=intention.namespace,
            ack=intention.ack,
            ack_timeout=math.inf if intention.ack_timeout is None else intention.ack_timeout,
        )
    elif isinstance(intention, wants.SendFile):
        payload = await asyncio.to_thread(_read, intention.path)
        message = _as_text(payload, intention.path) if intention.text else payload
        carry_out(session, wants.SendText(message) if isinstance(message, str) else wants.SendBinary(message))


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        told = _tr("{0} cannot be read: {1}. Choose another file.")
        raise SessionError(told.format(path, error.strerror or error)) from error


def _as_text(payload: bytes, path: str) -> str:
    try:
        return payload.decode()
    except UnicodeDecodeError as error:
        told = _tr("{0} is not UTF-8 text: {1} at byte {2}. Send it as binary.")
        raise SessionError(told.format(path, error.reason, error.start)) from error


def _tr(text: str) -> str:
    return QCoreApplication.translate("Workbench", text)
