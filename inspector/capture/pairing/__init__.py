"""Which frames belong together as question and answer, and how long the answer took."""

from inspector.capture.pairing.latencies import latencies
from inspector.capture.pairing.rules import Latency, Partner, PathError, Rule, Rules, rules_with
from inspector.capture.pairing.search import partner_of

__all__ = ["Latency", "Partner", "PathError", "Rule", "Rules", "latencies", "partner_of", "rules_with"]
