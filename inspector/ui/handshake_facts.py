"""What is to be told of a connection: what was agreed, how it is secured, and how it ended."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from inspector.capture.records import ConnectionRecord
from inspector.ui.certificates import MAX_CERTIFICATES, TlsRecord, read_certificate
from inspector.ui.facts_list import Fact
from inspector.ui.time_format import full_time
from inspector.ui.visible_text import visible
from inspector.wire.closecodes import close_code_name, describe_close
from inspector.wire.extensions import DeflateParameters, negotiated_deflate
from inspector.wire.handshake import check_request_head, check_response_head
from inspector.wire.http_head import parse_head
from inspector.wire.records import Finding


def checks_of(record: ConnectionRecord) -> list[Finding]:
    """Judge both heads by RFC 6455 §4, as far as they were seen."""
    request = parse_head(record.request_head) if record.request_head else None
    response = parse_head(record.response_head) if record.response_head else None
    findings = check_request_head(request) if request else []
    return [*findings, *check_response_head(request, response)] if request and response else findings


def check_facts(findings: list[Finding]) -> list[Fact]:
    """Give each check with its icon, name, section and sentence."""
    return [
        Fact(
            _tr("passed") if found.ok else _tr("failed"),
            f"{found.name} · {found.section}\n{visible(found.sentence)}",
            role="" if found.ok else "error",
            icon="ok" if found.ok else "error",
        )
        for found in findings
    ]


def agreed_facts(record: ConnectionRecord) -> list[Fact]:
    """Give the connection's ends, its subprotocol, and its extensions in words."""
    facts = [Fact(_tr("URL"), visible(record.url), True), Fact(_tr("This program"), _role_text(record.role))]
    if record.peer:
        facts.append(Fact(_tr("Other endpoint"), visible(record.peer), True))
    facts.append(Fact(_tr("Opened"), full_time(record.opened_ns), True))
    facts.append(Fact(_tr("Subprotocol"), visible(record.subprotocol or "") or _tr("none")))
    facts.append(Fact(_tr("Extensions"), visible(record.extensions or "") or _tr("none"), True))
    deflate = negotiated_deflate(record.extensions)
    if deflate:
        facts.append(Fact(_tr("Compression"), _deflate_text(deflate)))
    return facts


def _deflate_text(deflate: DeflateParameters) -> str:
    """Say what was agreed for permessage-deflate, one line for each direction (RFC 7692 §7.1)."""
    client = (_tr("Client"), deflate.client_window_bits, deflate.client_no_context_takeover)
    server = (_tr("Server"), deflate.server_window_bits, deflate.server_no_context_takeover)
    return "\n".join(_deflate_line(*side) for side in (client, server))


def _deflate_line(side: str, bits: int, no_takeover: bool) -> str:
    size = QLocale().formattedDataSize(1 << bits, 0)
    takeover = (
        _tr("each message compressed on its own (no context takeover)")
        if no_takeover
        else _tr("with context takeover")
    )
    return _tr("{0}: window of {1} bits ({2}), {3}.").format(side, bits, size, takeover)


def tls_facts(tls: TlsRecord) -> list[Fact]:
    """Give TLS as negotiated, without the certificates."""
    if tls.problem:
        return [Fact(_tr("Problem"), tls.problem, role="error", icon="error")]
    return [
        Fact(_tr("Version"), tls.version or _tr("not recorded")),
        Fact(_tr("Cipher"), tls.cipher or _tr("not recorded"), True),
        _verified_fact(tls.verified),
        Fact("ALPN", tls.alpn or _tr("none")),
    ]


def _verified_fact(verified: bool | None) -> Fact:
    if verified is None:
        return Fact(_tr("Certificate"), _tr("no client certificate was asked for"))
    if verified:
        return Fact(_tr("Certificate"), _tr("verified"), role="ok")
    return Fact(_tr("Certificate"), _tr("NOT VERIFIED: anyone could have answered"), role="error")


def certificate_facts(chain: tuple[str, ...]) -> list[Fact]:
    """Give each certificate of a chain, the server's own first."""
    facts: list[Fact] = []
    for number, pem in enumerate(chain[:MAX_CERTIFICATES], 1):
        text = read_certificate(pem)
        if text.problem:
            facts.append(Fact(_tr("Certificate {0}").format(number), text.problem, role="error"))
            continue
        facts += [
            Fact(_tr("Certificate {0}").format(number), text.subject or _tr("no subject")),
            Fact(_tr("Issuer"), text.issuer or _tr("none")),
            Fact(_tr("Valid"), f"{text.valid_from} – {text.valid_until}", True),
        ]
        if text.names:
            facts.append(Fact(_tr("Names"), text.names))
    if len(chain) > MAX_CERTIFICATES:
        more = _tr("{0} more certificates").format(len(chain) - MAX_CERTIFICATES)
        facts.append(Fact(_tr("Certificates"), more))
    return facts


def close_facts(record: ConnectionRecord) -> list[Fact]:
    """Say how the connection ended; nothing while it is open."""
    facts = []
    if record.error:
        facts.append(Fact(_tr("Error"), visible(record.error), role="error", icon="error"))
    if record.close_code is not None:
        code = record.close_code
        facts.append(Fact(_tr("Close code"), f"{code} {close_code_name(code)}", True))
        facts.append(Fact(_tr("Meaning"), describe_close(code)))
        facts.append(Fact(_tr("Reason"), visible(record.close_reason or "") or _tr("none given")))
    if record.closed_by:
        local = record.closed_by == "local"
        who = _tr("this program") if local else _tr("the other endpoint")
        facts.append(Fact(_tr("Closed first by"), who))
    if record.closed_ns is not None:
        facts.append(Fact(_tr("Closed"), full_time(record.closed_ns), True))
    return facts


def _role_text(role: str) -> str:
    return _tr("is the server") if role == "server" else _tr("is the client")


def _tr(text: str) -> str:
    return QCoreApplication.translate("HandshakeFacts", text)
