#!/bin/sh
# Fuzzes with libFuzzer, ASan and UBSan:  tests/fuzz/run.sh [SECONDS] [TARGET...]
#
# Each target runs for SECONDS (60), two at once where there are two cores. What is learnt stays in
# build/fuzz/corpus, what is found goes to build/fuzz/findings; ends with 1 when there is something.
#
#   tests/fuzz/run.sh --keep [TARGET...]
#
# Makes tests/fuzz/corpus anew: the smallest set of all inputs known here that covers what they all
# cover. `make test` replays it.
set -eu
cd "$(dirname "$0")/../.."

keep=
seconds=60
case ${1:-} in
    --keep) keep=yes; shift ;;
    [0-9]*) seconds=$1; shift ;;
esac
targets=${*:-json cel dsl template input_schema saga event_request scalars}

say() { printf '%s\n' "fuzz: $*"; }

sh deploy/install-dependencies.sh fuzz
build=build/fuzz
mkdir -p "$build"
cmake --preset fuzz >"$build-configure.log" 2>&1 || { cat "$build-configure.log"; exit 1; }
programs=
for target in $targets; do programs="$programs fuzz_$target"; done
say "building$programs"
# shellcheck disable=SC2086  # one argument for each program
cmake --build --preset fuzz -j "${JOBS:-$(nproc)}" --target $programs

# The longest input that is worth trying: the expression limit, and what a definition needs.
length_max() {
    case $1 in
        cel) echo 4200 ;;
        json | scalars) echo 8192 ;;
        *) echo 16384 ;;
    esac
}

# Slow inputs count as findings too: nothing here may take seconds.
options() {
    printf '%s\n' "-max_len=$(length_max "$1") -timeout=30 -rss_limit_mb=2048 -print_final_stats=1"
    dictionary=tests/fuzz/dictionaries/$1.dict
    [ ! -f "$dictionary" ] || printf '%s\n' "-dict=$dictionary"
}

fuzz() {
    mkdir -p "$build/corpus/$1" "$build/findings" "tests/fuzz/corpus/$1"
    # shellcheck disable=SC2046  # several options
    nice -n 15 "$build/fuzz_$1" $(options "$1") -max_total_time="$seconds" \
        -artifact_prefix="$build/findings/$1-" "$build/corpus/$1" "tests/fuzz/corpus/$1" \
        >"$build/$1.log" 2>&1 && ended=0 || ended=$?
    return "$ended"
}

report() {
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$1.log")
    progress='.* cov: \([0-9]*\) ft: \([0-9]*\) corp: \([0-9]*\).*'
    covered=$(sed -n "s/$progress/\1 edges, \2 features, \3 inputs/p" "$build/$1.log" | tail -n 1)
    say "$1: ${executions:-?} executions, ${covered:-nothing covered}, $2"
}

minimise() {
    fresh=$build/kept/$1
    rm -rf "$fresh"
    mkdir -p "$fresh" "$build/corpus/$1" "tests/fuzz/corpus/$1"
    "$build/fuzz_$1" -merge=1 -use_counters=0 -max_len="$(length_max "$1")" -timeout=30 "$fresh" \
        "tests/fuzz/corpus/$1" "$build/corpus/$1" >"$build/$1-merge.log" 2>&1 || {
        tail -n 30 "$build/$1-merge.log"
        exit 1
    }
    # Named ones were put there by hand, as what a bug was mended with: they stay.
    find "tests/fuzz/corpus/$1" -type f -regextype posix-extended -regex '.*/[0-9a-f]{40}' -delete
    cp "$fresh"/* "tests/fuzz/corpus/$1/"
    say "$1: $(find "tests/fuzz/corpus/$1" -type f | wc -l) inputs," \
        "$(du -sb "tests/fuzz/corpus/$1" | cut -f 1) bytes kept"
}

export ASAN_OPTIONS=abort_on_error=1:detect_stack_use_after_return=1:detect_leaks=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1

if [ -n "$keep" ]; then
    for target in $targets; do minimise "$target"; done
    exit 0
fi

failed=
# shellcheck disable=SC2086  # the targets are the arguments
set -- $targets
while [ $# -gt 0 ]; do
    first=$1
    second=
    shift
    if [ $# -gt 0 ] && [ "$(nproc)" -gt 1 ]; then second=$1; shift; fi
    say "$first $second for $seconds s"
    other=
    if [ -n "$second" ]; then fuzz "$second" & other=$!; fi
    fuzz "$first" && report "$first" "nothing found" || { failed=yes; report "$first" "FOUND"; }
    [ -z "$other" ] && continue
    wait "$other" && report "$second" "nothing found" || { failed=yes; report "$second" "FOUND"; }
done
[ -z "$failed" ] && exit 0
say "findings are in $build/findings; one again: $build/fuzz_TARGET FILE; logs: $build/TARGET.log"
exit 1
