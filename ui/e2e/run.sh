#!/bin/sh
# Runs the journeys: run.sh PROGRAM FOLDER NODE [vitest's arguments]. Screenshots go to FOLDER.
#
# Chromium has a sandbox of its own only where it does not run as root, so root hands over to nobody
# if nobody can read this folder. Otherwise Chromium runs without its sandbox.
set -eu
program=$1
folder=$2
node=$3
shift 3
cd "$(dirname "$0")/.."

browser=$(command -v chromium || true)
[ -n "$browser" ] || {
    echo "expected Chromium; install it with: sh deploy/install-dependencies.sh browser" >&2
    exit 1
}
mkdir -p "$folder"
as=
if [ "$(id -u)" -eq 0 ] && setpriv --reuid=nobody --clear-groups --inh-caps=-all \
    sh -c "test -r '$PWD/e2e/run.sh' && test -x '$program' && test -x '$folder'" 2>/dev/null; then
    chown -R nobody "$folder"
    as="setpriv --reuid=nobody --regid=$(id -g nobody) --clear-groups --inh-caps=-all"
fi
place=$(mktemp -d /tmp/sagaflow-ui-XXXXXX)
[ -z "$as" ] || chown nobody "$place"
chmod 755 "$place"
trap 'rm -rf "$place"' EXIT

# shellcheck disable=SC2086  # a command and its arguments, or nothing
HOME=$place TMPDIR=$place SAGAFLOW_PROGRAM=$program SAGAFLOW_UI_SHOTS=$folder SAGAFLOW_CHROMIUM=$browser \
    SAGAFLOW_UI_PLACE=$place $as "$node" node_modules/vitest/vitest.mjs run \
    --config e2e/vitest.config.ts --configLoader runner "$@"
