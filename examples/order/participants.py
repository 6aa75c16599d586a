#!/usr/bin/env python3
"""The participants of the example sagas: inventory, payments, shipping and mail in one HTTP server.

    python3 participants.py --port 7070 --ledger ledger.jsonl

Real in what matters to a saga: every change is kept in an append-only ledger (fsync before the
answer, read again on the next start), and a call with an Idempotency-Key that was applied before
gets its first answer again and changes nothing. Misbehaviour is switched on for an order or for
all ("*"), on one operation (reserve, charge, ...) or all ("*"):

    POST /switches  {"order": "o-1", "operation": "charge", "decline": true}
        decline       refuse: 402 for charges, 409 for the rest
        delayMs       wait before applying
        failures      answer 500 this many times, without applying
        neverAnswer   apply, then keep the caller waiting for ever

or by the data itself: the card "declined" is declined, the article "unobtainium" is out of stock.
GET /ledger shows what happened, GET /ledger.json?order=&after=SEQ&wait=SECONDS waits for news.
"""

import argparse
import html
import json
import os
import pathlib
import select
import signal
import threading
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

BODY_BYTES_MAX = 1 << 20
WAIT_SECONDS_MAX = 300

# method and first part of the path -> service and operation
OPERATIONS = {
    ("POST", "reservations"): ("inventory", "reserve"),
    ("DELETE", "reservations"): ("inventory", "release"),
    ("POST", "charges"): ("payments", "charge"),
    ("POST", "refunds"): ("payments", "refund"),
    ("POST", "payouts"): ("payments", "payout"),
    ("POST", "shipments"): ("shipping", "ship"),
    ("DELETE", "shipments"): ("shipping", "recall"),
    ("POST", "receipts"): ("mail", "receipt"),
}
# What GET /charges?key= and the like look up: the probes.
LISTED = {"reservations": "reserve", "charges": "charge", "refunds": "refund", "payouts": "payout",
          "shipments": "ship", "receipts": "receipt"}


class Ledger:
    """The append-only record. What is not in the file has not happened."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.changed = threading.Condition()
        self.entries = []
        if self.path.exists():
            lines = self.path.read_text(encoding="utf-8").splitlines(keepends=True)
            # A last line without its end was being written when the machine stopped: not answered.
            whole = [line for line in lines if line.endswith("\n")]
            self.entries = [json.loads(line) for line in whole]
            if len(whole) != len(lines):
                self.path.write_text("".join(whole), encoding="utf-8")
        self.file = open(self.path, "a", encoding="utf-8")

    def append(self, entry):
        with self.changed:
            now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
            entry = {"seq": len(self.entries) + 1, "time": now.replace("+00:00", "Z"), **entry}
            self.file.write(json.dumps(entry, separators=(",", ":")) + "\n")
            self.file.flush()
            os.fsync(self.file.fileno())
            self.entries.append(entry)
            self.changed.notify_all()

    def applied_with(self, operation, key):
        """The entry in which this operation was applied under this key, or None."""
        if not key:
            return None
        with self.changed:
            return next((e for e in self.entries
                         if e["applied"] and e["operation"] == operation and e["key"] == key), None)

    def select(self, order=None, after=0, wait=0.0):
        """Entries of an order after a sequence number; waits until there is at least one."""
        def found():
            return [e for e in self.entries
                    if e["seq"] > after and (order is None or e["order"] == order)]
        with self.changed:
            self.changed.wait_for(found, timeout=wait)
            return found()


class Switches:
    """Who misbehaves how. A failure count is used up as it is met."""

    KNOWN = {"decline", "delayMs", "failures", "neverAnswer"}

    def __init__(self):
        self.lock = threading.Lock()
        self.by_place = {}

    def set(self, request):
        unknown = set(request) - self.KNOWN - {"order", "operation"}
        if unknown:
            raise ValueError(f"unknown switch {sorted(unknown)[0]!r}; there are {sorted(self.KNOWN)}")
        place = (str(request.get("order", "*")), request.get("operation", "*"))
        with self.lock:
            self.by_place[place] = {k: v for k, v in request.items() if k in self.KNOWN}

    def of(self, order, operation):
        with self.lock:
            merged = {}
            for place in (("*", "*"), ("*", operation), (order, "*"), (order, operation)):
                switches = self.by_place.get(place, {})
                merged.update(switches)
                if switches.get("failures", 0) > 0:
                    switches["failures"] -= 1
            return merged


class Refusal(Exception):
    """The participant says no: nothing was applied."""

    def __init__(self, status, error):
        super().__init__(error)
        self.status = status


class Participants:
    """What the services do. One lock: a call is looked up, decided and recorded as one step."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.switches = Switches()
        self.lock = threading.Lock()
        self.stopping = threading.Event()

    def call(self, service, operation, order, key, attempt, body):
        """Answers (status, body), or None where the caller is to wait for ever."""
        switched = self.switches.of(order, operation)
        self.stopping.wait(switched.get("delayMs", 0) / 1000)
        with self.lock:
            status, answer, applied, note = self.decide(operation, order, key, body, switched)
            never = bool(switched.get("neverAnswer")) and applied
            self.ledger.append({
                "service": service, "operation": operation, "order": order, "key": key,
                "attempt": attempt, "applied": applied, "answered": not never, "status": status,
                "note": note, "request": body, "answer": answer})
        return None if never else (status, answer)

    def decide(self, operation, order, key, body, switched):
        before = self.ledger.applied_with(operation, key)
        if before is not None:
            if before["request"] != body or before["order"] != order:
                return 422, {"error": "this Idempotency-Key came with other data"}, False, "misused key"
            return before["status"], before["answer"], False, "repeated: first answer again"
        if switched.get("failures", 0) > 0:
            return 500, {"error": "switched to fail"}, False, "failed on purpose"
        try:
            status, answer = self.apply(operation, order, body, switched.get("decline", False))
            return status, answer, True, ""
        except Refusal as no:
            return no.status, {"error": str(no)}, False, str(no)

    def apply(self, operation, order, body, decline):
        number = len(self.ledger.entries) + 1
        if operation == "charge" and (decline or body.get("card") == "declined"):
            raise Refusal(402, "card declined")
        if decline:
            raise Refusal(409, "declined")
        if operation == "reserve":
            if any(item.get("article") == "unobtainium" for item in body.get("items", [])):
                raise Refusal(409, "out of stock")
            return 201, {"id": f"res-{number}", "order": order}
        if operation == "charge":
            return 201, {"id": f"ch-{number}", "order": order, "amount": body.get("amount")}
        if operation == "refund":
            return 201, {"id": f"re-{number}", "refunded": self.was_charged(body)}
        if operation in ("release", "recall"):
            return 200, {"order": order}
        return 201, {"id": f"{operation[:2]}-{number}", "order": order}

    def was_charged(self, body):
        """A refund may name a charge that never happened (its outcome was unknown): then it is void."""
        charged = [e for e in self.ledger.entries if e["applied"] and e["operation"] == "charge"]
        return any(e["answer"]["id"] == body.get("charge") or e["key"] == body.get("forKey")
                   for e in charged)


def ledger_page(entries):
    columns = ("time", "service", "operation", "order", "attempt", "applied", "answered", "status",
               "note", "key")
    head = "".join(f"<th>{name}</th>" for name in columns)
    rows = "".join(
        "<tr class='{}'>{}</tr>".format(
            "applied" if e["applied"] else "refused",
            "".join(f"<td>{html.escape(str(e[name]))}</td>" for name in columns))
        for e in reversed(entries))
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Ledger</title>
<meta http-equiv="refresh" content="2"><style>
body {{ font: 14px system-ui; margin: 2em }} table {{ border-collapse: collapse }}
td, th {{ border-bottom: 1px solid #ccc; padding: .3em .7em; text-align: left }}
.refused {{ color: #888 }}</style>
<h1>What the participants did</h1><p>{len(entries)} calls, newest first.</p>
<table><tr>{head}</tr>{rows}</table></html>"""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body leave as one packet: two would wait for the peer's delayed acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True
    participants = None  # set by serve()

    def do_GET(self):
        url = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        ledger = self.participants.ledger
        name = url.path.strip("/")
        if name == "healthz":
            return self.answer(200, {"status": "ok"})
        if name in ("", "ledger"):
            return self.send(200, ledger_page(ledger.select()), "text/html; charset=utf-8")
        if name == "ledger.json":
            wait = min(float(query.get("wait", 0)), WAIT_SECONDS_MAX)
            found = ledger.select(query.get("order"), int(query.get("after", 0)), wait)
            return self.answer(200, {"items": found})
        if name in LISTED:
            found = ledger.applied_with(LISTED[name], query.get("key"))
            return self.answer(200, {"items": [found["answer"]] if found else []})
        return self.answer(404, {"error": f"there is no {url.path}"})

    def do_POST(self):
        try:
            body = self.read_body()
            if urlsplit(self.path).path == "/switches":
                self.participants.switches.set(body)
                return self.answer(200, body)
        except ValueError as wrong:
            return self.answer(400, {"error": str(wrong)})
        return self.serve_call("POST", body)

    def do_DELETE(self):
        try:
            return self.serve_call("DELETE", self.read_body())
        except ValueError as wrong:
            return self.answer(400, {"error": str(wrong)})

    def serve_call(self, method, body):
        parts = [unquote(part) for part in urlsplit(self.path).path.strip("/").split("/")]
        known = OPERATIONS.get((method, parts[0]))
        if known is None:
            return self.answer(404, {"error": f"there is no {method} {self.path}"})
        order = parts[1] if len(parts) > 1 else str(body.get("order", ""))
        key = self.headers.get("Idempotency-Key", "")
        attempt = int(self.headers.get("Sagaflow-Attempt", "1"))
        outcome = self.participants.call(*known, order, key, attempt, body)
        if outcome is None:
            return self.keep_waiting()
        return self.answer(*outcome)

    def read_body(self):
        length = int(self.headers.get("Content-Length") or 0)
        if length > BODY_BYTES_MAX:
            self.close_connection = True
            raise ValueError("body too long")
        body = json.loads(self.rfile.read(length)) if length else {}
        if not isinstance(body, dict):
            raise ValueError("expected a JSON object")
        return body

    def keep_waiting(self):
        """Holds the connection without a word until the caller hangs up or the server stops."""
        self.close_connection = True
        while not self.participants.stopping.is_set():
            readable, _, _ = select.select([self.connection], [], [], 0.5)
            if readable:
                return

    def answer(self, status, body):
        self.send(status, json.dumps(body), "application/json")

    def send(self, status, text, content_type):
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        """The ledger is the log."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024


def serve(options):
    participants = Participants(Ledger(options.ledger))
    if options.delay_ms:
        participants.switches.set({"delayMs": options.delay_ms})
    Handler.participants = participants
    server = Server(("127.0.0.1", options.port), Handler)
    port = server.server_address[1]
    if options.port_file:
        draft = pathlib.Path(options.port_file + ".new")
        draft.write_text(f"{port}\n", encoding="utf-8")
        draft.replace(options.port_file)
    print(port, flush=True)

    def stop(*_):
        participants.stopping.set()
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    server.serve_forever(poll_interval=0.1)


def main():
    parser = argparse.ArgumentParser(description="Participants of the example sagas.")
    parser.add_argument("--port", type=int, default=7070, help="0 takes a free one (default 7070)")
    parser.add_argument("--port-file", help="file that gets the port once the server listens")
    parser.add_argument("--ledger", default="ledger.jsonl", help="file (default ledger.jsonl)")
    parser.add_argument("--delay-ms", type=int, default=0, help="slow down every call")
    serve(parser.parse_args())


if __name__ == "__main__":
    main()
