"""permessage-deflate in the handshake: offers, answers, and legal parameters (RFC 7692 §7)."""

from __future__ import annotations

from dataclasses import dataclass

from websockets.exceptions import InvalidHeaderFormat
from websockets.headers import parse_extension

from inspector.wire.records import Finding

DEFLATE = "permessage-deflate"
_FLAGS = ("server_no_context_takeover", "client_no_context_takeover")
_BITS = ("server_max_window_bits", "client_max_window_bits")


@dataclass(frozen=True, slots=True)
class DeflateParameters:
    """What a direction's compression was agreed to be; the window in bits, 8 to 15."""

    client_window_bits: int = 15
    server_window_bits: int = 15
    client_no_context_takeover: bool = False
    server_no_context_takeover: bool = False


def check_extensions(offer: str | None, answer: str | None) -> list[Finding]:
    """Judge an offer alone (`answer` None) or the server's answer to it."""
    if answer is None:
        return _check_offer(offer) if offer is not None else []
    try:
        offered = parse_extension(offer) if offer else []
        accepted = parse_extension(answer) if answer else []
    except InvalidHeaderFormat as error:
        return [_malformed(error)]
    if not accepted:
        told = "None offered, none accepted." if not offered else "The server accepted no extension."
        return [Finding(True, "extensions", "RFC 6455 §9.1", told)]
    names = {name for name, _ in offered}
    findings = []
    for name, parameters in accepted:
        if name not in names:
            findings.append(Finding(False, "extensions", "RFC 6455 §9.1", f"{name} was not offered."))
            continue
        problem = _parameters_problem(name, list(parameters), in_offer=False)
        problem = problem or _answer_problem(
            name, dict(parameters), [dict(p) for n, p in offered if n == name]
        )
        told = problem or f"{name} was offered, and its parameters are legal."
        findings.append(Finding(not problem, "extensions", "RFC 7692 §7.1", told))
    if len({name for name, _ in accepted}) < len(accepted):
        findings.append(Finding(False, "extensions", "RFC 7692 §5", "An extension was accepted twice."))
    return findings


def _malformed(error: InvalidHeaderFormat) -> Finding:
    told = f"Sec-WebSocket-Extensions is malformed: {error.value}."
    return Finding(False, "extensions", "RFC 6455 §9.1", told)


def negotiated_deflate(answer: str | None) -> DeflateParameters | None:
    """Read what was agreed from `Sec-WebSocket-Extensions` of the response; None: no compression."""
    try:
        accepted = parse_extension(answer) if answer else []
    except InvalidHeaderFormat:
        return None
    for name, pairs in accepted:
        if name == DEFLATE:
            values = dict(pairs)
            return DeflateParameters(
                client_window_bits=_bits(values.get("client_max_window_bits")) or 15,
                server_window_bits=_bits(values.get("server_max_window_bits")) or 15,
                client_no_context_takeover="client_no_context_takeover" in values,
                server_no_context_takeover="server_no_context_takeover" in values,
            )
    return None


def _check_offer(offer: str) -> list[Finding]:
    if not offer:
        # 9.1: extension-list = 1#extension
        told = "Sec-WebSocket-Extensions is empty; without an extension the header must be left out."
        return [Finding(False, "extensions", "RFC 6455 §9.1", told)]
    try:
        offered = parse_extension(offer)
    except InvalidHeaderFormat as error:
        return [_malformed(error)]
    for name, parameters in offered:
        problem = _parameters_problem(name, list(parameters), in_offer=True)
        if problem:
            return [Finding(False, "extensions", "RFC 7692 §7.1", problem)]
    return [
        Finding(True, "extensions", "RFC 6455 §9.1", f"Offered: {', '.join(name for name, _ in offered)}.")
    ]


def _parameters_problem(name: str, parameters: list[tuple[str, str | None]], *, in_offer: bool) -> str:
    """Say which parameter of permessage-deflate is illegal; other extensions are not ours to judge."""
    if name != DEFLATE:
        return ""
    seen: set[str] = set()
    for key, value in parameters:
        if key in seen:
            return f"{key} appears twice."
        seen.add(key)
        if key in _FLAGS:
            if value is not None:
                return f"{key} takes no value, but has {value}."
        elif key in _BITS:
            # 7.1.2.2: only in an offer may client_max_window_bits come without a value.
            bare = value is None and in_offer and key == "client_max_window_bits"
            if not bare and _bits(value) is None:
                return f"{key} must be 8 to 15, not {value or 'without a value'}."
        else:
            return f"permessage-deflate has no parameter {key}."
    return ""


def _answer_problem(name: str, answer: dict[str, str | None], offers: list[dict[str, str | None]]) -> str:
    """Say what the server must not answer to these offers (RFC 7692 §7.1)."""
    if name != DEFLATE:
        return ""
    problems = [_answer_to(answer, offer) for offer in offers]
    return "" if "" in problems else problems[0]


def _answer_to(answer: dict[str, str | None], offer: dict[str, str | None]) -> str:
    if "client_max_window_bits" in answer and "client_max_window_bits" not in offer:
        return "client_max_window_bits was not offered, so the server must not answer it."
    most, answered = _bits(offer.get("client_max_window_bits")), _bits(answer.get("client_max_window_bits"))
    if most is not None and answered is not None and answered > most:
        # 7.1.2.2: the answer has "a value equal to or smaller than the received value".
        return f"client_max_window_bits of at most {most} was offered; the server answered {answered}."
    if "server_no_context_takeover" in offer and "server_no_context_takeover" not in answer:
        return "server_no_context_takeover was asked for, but the server did not agree to it."
    wanted, given = _bits(offer.get("server_max_window_bits")), _bits(answer.get("server_max_window_bits"))
    if wanted is not None and (given is None or given > wanted):
        told = given or "none"
        return f"server_max_window_bits of at most {wanted} was asked for; the server answered {told}."
    return ""


def _bits(value: str | None) -> int | None:
    """Read window bits; RFC 7692 §7.1.2.1: "a decimal integer without leading zeroes between 8 to 15"."""
    return int(value) if value in ("8", "9", "10", "11", "12", "13", "14", "15") else None
