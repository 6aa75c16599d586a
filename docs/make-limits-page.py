#!/usr/bin/env python3
"""Writes docs/limits.md from engine/core/limits.hpp:  python3 docs/make-limits-page.py

The header is the one place where limits are set; tests/tidy fails when the page is behind it.
"""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIMIT = re.compile(r"inline constexpr \S+ (k\w+) = ([^;]+);\s*(?://\s*(.*))?$")
SECTION = re.compile(r"// --- (.+?) -+$")

# What the header's short comments leave to the code around them.
MEANING = {
    "kDefinitionBytesMax": "one saga definition",
    "kDefinitionStatesMax": "states of one definition",
    "kPageSizeMax": "items of one page of a list",
    "kPageSizeDefault": "items of a page without ?limit=",
    "kExpressionBytesMax": "the text of one expression",
    "kExpressionOutputBytesMax": "what one expression may yield",
    "kStepOutputBytesMax": "the output of one step",
    "kInstanceImageBytesMax": "the whole state of one instance",
    "kHistoryEventsMax": "history events of one instance",
    "kBatchPayloadBytesMax": "data of one commit",
    "kTimersInMemoryMax": "timers held in memory; later ones wait in the database",
    "kShardCountDefault": "slices of the work, set when a database is first used",
    "kPgConnectTimeoutMs": "connecting to the database",
    "kPgReconnectMsMin": "first pause before connecting again",
    "kPgReconnectMsMax": "longest pause before connecting again",
    "kResponseBytesMax": "body of a participant's answer",
    "kResponseHeaderBytesMax": "headers of a participant's answer together",
    "kResponseHeadersMax": "headers of a participant's answer, counted",
    "kConnectionConcurrencyDefault": "calls in flight on one connection, unless configured",
    "kConnectTimeoutMs": "connecting to a participant",
    "kAttemptTimeoutMsDefault": "one attempt, unless the saga or the connection says otherwise",
    "kConnectionQueueBytesMax": "bytes of the calls waiting for a place",
    "kOutgoingHeaderBytesMax": "headers of one call together",
    "kLowSpeedSeconds": "how long an answer may be slower than that",
    "kConfigurationBytesMax": "the configuration file",
    "kSecretBytesMax": "one secret read from a file",
}

INTRO = """# Limits

Everything that can grow is bounded, and a refusal names the limit that it met: 413 where a request
is too large, 503 with `Retry-After` where a queue is full, 400 where the input cannot be kept. All
limits stand in `engine/core/limits.hpp`; this page is made from it by `docs/make-limits-page.py`.
"""


def written(name, value):
    """The value as tests/tidy/limits_page.cpp expects it."""
    value = value.replace("'", ",").replace("LL", "")
    value = value.replace(" * kKiB", " KiB").replace(" * kMiB", " MiB")
    return value + " ms" if "Ms" in name else value


def in_words(name):
    return re.sub(r"(?<!^)([A-Z])", lambda m: " " + m.group(1).lower(), name[1:]).lower()


def page(header):
    lines = [INTRO]
    for line in header.splitlines():
        section = SECTION.match(line)
        limit = LIMIT.match(line)
        if section:
            lines.append(f"\n## {section.group(1).capitalize()}\n\n| limit | value | of what |\n| --- | --- | --- |")
        elif limit and limit.group(1) not in ("kKiB", "kMiB"):
            name, value, comment = limit.groups()
            meaning = MEANING.get(name) or comment or in_words(name)
            lines.append(f"| `{name}` | {written(name, value)} | {meaning} |")
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


if __name__ == "__main__":
    header_text = (ROOT / "engine/core/limits.hpp").read_text(encoding="utf-8")
    (ROOT / "docs/limits.md").write_text(page(header_text), encoding="utf-8")
