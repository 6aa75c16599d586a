#!/bin/sh
# run.sh MINUTES: one simulator on each core, each from seeds that no run had before.
set -eu
minutes=${1:?Expected the number of minutes, as in tests/simulation/run.sh 10}
cd "$(dirname "$0")/../.."
mkdir -p build/test-logs
begin=$(($(date +%s) * 100000))
processes=
core=0
while [ "$core" -lt "$(nproc)" ]; do
    build/release/simulation --minutes "$minutes" --from $((begin + core * 50000)) \
        >"build/test-logs/simulation-$core.log" 2>&1 &
    processes="$processes $!"
    core=$((core + 1))
done
failed=0
for process in $processes; do
    wait "$process" || failed=1
done
core=0
while [ "$core" -lt "$(nproc)" ]; do
    grep -E 'violates|replay|NEVER|own|runs,' "build/test-logs/simulation-$core.log" || true
    core=$((core + 1))
done
exit "$failed"
