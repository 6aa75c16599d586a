#!/usr/bin/env bash
# Three orders from start to end: one completes, one is declined and undone, one lives through a
# kill -9 of the engine. Run it with `make demo`. It waits for what happens (the ledger, the API)
# and never for time to pass; whatever it starts, it stops.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
sagaflow=$root/build/release/sagaflow
place=$root/build/demo
data=
engine=
participants=
engine_starts=0

bold= dim= off=
if [ -t 1 ]; then bold=$'\e[1m' dim=$'\e[2m' off=$'\e[0m'; fi

title() { printf '\n%s%s%s\n' "$bold" "$*" "$off"; }
say() { printf '  %s\n' "$*"; }
fail() {
    printf '\ndemo: %s\n' "$*" >&2
    [ -s "$place/engine.log" ] && { printf 'The end of %s:\n' "$place/engine.log" >&2; tail -n 20 "$place/engine.log" >&2; }
    exit 1
}

# --- start and stop ------------------------------------------------------------------------------

# A clean stop also stops the private PostgreSQL. After a failure in the middle of the kill, the
# engine is started once more for that: it takes its PostgreSQL over.
finish() {
    status=$?
    trap - EXIT INT TERM
    if [ -z "$engine" ] && [ "$engine_starts" -gt 0 ]; then start_engine >/dev/null 2>&1 || true; fi
    for pid in $engine $participants; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in $engine $participants; do wait "$pid" 2>/dev/null || true; done
    case $data in /tmp/sagaflow-demo-*) [ "$status" -ne 0 ] || rm -rf "$data" ;; esac
    exit "$status"
}

# PostgreSQL refuses to run as root, and its user cannot enter a closed home directory.
data_directory() {
    if [ "$(id -u)" -eq 0 ] && ! setpriv --reuid=nobody --clear-groups --inh-caps=-all \
        test -x "$place" 2>/dev/null; then
        local open
        open=$(mktemp -d /tmp/sagaflow-demo-XXXXXX)
        chmod 755 "$open"
        echo "$open"
    else
        echo "$place/data"
    fi
}

# Not one of those that the system hands out to whoever asks: the engine listens here a moment later,
# and once more after it was killed.
free_port() {
    python3 -c '
import random, socket
while True:
    port = random.randrange(20000, 30000)
    try:
        socket.socket().bind(("127.0.0.1", port))
    except OSError:
        continue
    print(port)
    break'
}

start_participants() {
    coproc PARTICIPANTS {
        exec python3 "$here/participants.py" --port 0 --ledger "$place/ledger.jsonl"
    }
    participants=$PARTICIPANTS_PID
    # It prints its port once it listens.
    read -r participants_port <&"${PARTICIPANTS[0]}" || fail "the participants did not start"
    participants_url=http://127.0.0.1:$participants_port
    sed "s/127\.0\.0\.1:7070/127.0.0.1:$participants_port/" "$here/config.json" >"$place/config.json"
}

start_engine() {
    "$sagaflow" serve --listen "127.0.0.1:$port" --data-dir "$data" --config "$place/config.json" \
        --node demo >>"$place/engine.log" 2>&1 &
    engine=$!
    engine_starts=$((engine_starts + 1))
    # curl asks again until the server listens; the answer 200 says that it has its database too.
    curl -fsS --retry 600 --retry-all-errors --retry-delay 0 --retry-max-time 120 -o /dev/null \
        "$SAGAFLOW_SERVER/readyz" 2>/dev/null || fail "the engine did not get ready"
}

kill_engine() {
    kill -9 "$engine"
    # The shell's own notice of the killed job is no news here.
    wait "$engine" 2>/dev/null || true
    engine=
}

# --- talking to both sides -------------------------------------------------------------------------

json() { python3 -c "import json, sys; print(eval(sys.argv[1], {'it': json.load(sys.stdin)}))" "$1"; }

# start_order ID CARD: prints the instance's id
start_order() {
    "$sagaflow" start order --json --input \
        "{\"orderId\": \"$1\", \"items\": [{\"article\": \"lamp\", \"count\": 1}], \"amount\": 49.9, \"card\": \"$2\"}" |
        json "it['id']"
}

shipped() {
    "$sagaflow" send --json "{\"specversion\": \"1.0\", \"id\": \"shipped-$1\", \"source\": \"/carrier\",
        \"type\": \"shipment.shipped\", \"subject\": \"$1\", \"data\": {\"tracking\": \"T-$1\"}}" >/dev/null
}

# await_ledger ORDER OPERATION: returns when the participants have applied it.
await_ledger() {
    local after=0 news seen
    while true; do
        news=$(curl -fsS "$participants_url/ledger.json?order=$1&after=$after&wait=60")
        seen=$(json "any(e['operation'] == '$2' and e['applied'] for e in it['items'])" <<<"$news")
        [ "$seen" = True ] && return 0
        after=$(json "max((e['seq'] for e in it['items']), default=-1)" <<<"$news")
        [ "$after" = -1 ] && fail "nothing came for $2 of $1 in a minute"
    done
}

# await_end INSTANCE: returns when it has ended.
await_end() {
    "$sagaflow" show "$1" --watch >/dev/null
}

status_of() { "$sagaflow" show "$1" --json | json "it['status']"; }

timeline() { "$sagaflow" show "$1" --history | sed 's/^/  /'; }

# expect INSTANCE STATUS
expect() {
    local got
    got=$(status_of "$1")
    [ "$got" = "$2" ] || fail "expected the order to end $2, but it is $got (sagaflow show $1 --history)"
}

# --- the three orders --------------------------------------------------------------------------------

order_that_completes() {
    title "1. An order that completes"
    local id
    id=$(start_order o-1001 good)
    await_ledger o-1001 ship
    say "stock reserved, card charged, shipment requested; now the carrier says that it is on its way"
    shipped o-1001
    await_end "$id"
    timeline "$id"
    expect "$id" completed
}

order_that_is_declined() {
    title "2. An order whose card is declined: what was done is undone"
    local id
    id=$(start_order o-1002 declined)
    await_end "$id"
    timeline "$id"
    expect "$id" compensated
}

order_that_survives() {
    title "3. An order that lives through kill -9"
    local id charges
    curl -fsS -o /dev/null "$participants_url/switches" \
        -d '{"order": "o-1003", "operation": "charge", "neverAnswer": true}'
    id=$(start_order o-1003 good)
    await_ledger o-1003 charge
    say "the card is charged, but the answer is on its way: kill -9 of the engine (process $engine)"
    kill_engine
    start_engine
    say "a new engine (process $engine) on the same data: it asks the payment service what happened"
    await_ledger o-1003 ship
    shipped o-1003
    await_end "$id"
    timeline "$id"
    expect "$id" completed
    charges=$(curl -fsS "$participants_url/ledger.json?order=o-1003" |
        json "sum(e['operation'] == 'charge' and e['applied'] for e in it['items'])")
    [ "$charges" = 1 ] || fail "expected one charge, but the ledger has $charges"
    say "the ledger has one charge for it"
}

# The web UI is left out where there is no Node that is new enough.
has_ui() { curl -fsS -o /dev/null "$SAGAFLOW_SERVER/ui/" 2>/dev/null; }

main() {
    [ -x "$sagaflow" ] || fail "expected $sagaflow; build it with: make build"
    rm -rf "$place"
    mkdir -p "$place"
    data=$(data_directory)
    port=$(free_port)
    export SAGAFLOW_SERVER=http://127.0.0.1:$port
    trap finish EXIT
    trap 'exit 130' INT TERM

    title "Starting the participants, and the engine with a private PostgreSQL"
    start_participants
    start_engine
    "$sagaflow" deploy "$here/order.saga.json"

    order_that_completes
    order_that_is_declined
    order_that_survives

    title "All three ended as they should"
    if has_ui; then say "web UI           $SAGAFLOW_SERVER/ui/ (while the engine runs)"; fi
    say "engine's log     $place/engine.log"
    case $data in "$place"/*) say "its data         $data" ;; esac
    say "ledger           $place/ledger.jsonl"
    say ""
    say "Try it yourself: examples/order/README.md. The server answers at http://127.0.0.1:8080 (API"
    say "described at /openapi.json), the participants show their ledger at http://127.0.0.1:7070/ledger."
    if [ -t 0 ] && [ -t 1 ] && [ -z "${CI:-}" ]; then
        say ""
        say "Both still run: $SAGAFLOW_SERVER and $participants_url/ledger"
        if has_ui; then say "Look at the three orders in the browser: $SAGAFLOW_SERVER/ui/"; fi
        read -r -p "  Enter stops them. " _ || true
    fi
}

main "$@"
