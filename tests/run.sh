#!/bin/sh
# Builds and tests in three ways: as shipped, with AddressSanitizer and UBSan, with ThreadSanitizer.
#
# Every test runs in the release build. The sanitizers run what they are good at: all but the tests
# labelled "slow" under ASan and UBSan, those labelled "threads" under TSan. A sanitizer run that
# passed is not repeated until a file that it depends on changes (FORCE=1 repeats it).
set -eu
cd "$(dirname "$0")/.."

jobs=${JOBS:-$(nproc)}
logs=build/test-logs
mkdir -p "$logs"
started=$(date +%s)
recap=

say() { printf '\n== %s\n' "$*"; }
elapsed() { echo "$(($(date +%s) - started)) s"; }

# build PRESET TARGET
build() {
    say "$1: build ($(elapsed))"
    cmake --preset "$1" >"$logs/$1-configure.log" 2>&1 || { cat "$logs/$1-configure.log"; exit 1; }
    cmake --build --preset "$1" -j "$jobs" --target "$2"
}

# Sources, data and programs: whatever a test can read.
changed_since() {
    find CMakeLists.txt CMakePresets.json cmake engine dsl connectors api server cli tests \
        examples docs -type f -newer "$1" -print -quit
}

# quiet_tests PRESET NAME CTEST-ARGUMENTS...: the log is shown only when a test fails.
quiet_tests() {
    preset=$1
    name=$2
    shift 2
    log=$logs/$preset-tests.log
    say "$preset: $name ($(elapsed))"
    if ! "$@" >"$log" 2>&1; then
        cat "$log"
        exit 1
    fi
    ran=$(sed -n 's/.* tests failed out of \([0-9]*\)$/\1/p' "$log" | tail -n 1)
    if [ "${ran:-0}" -eq 0 ]; then
        echo "expected tests to run under $name, but none did; see $log"
        exit 1
    fi
    recap="$recap
   $name: $ran of $ran passed"
    printf '%s\n' "$ran" >"build/$preset/sanitizer-run.passed"
}

# sanitizer_run PRESET NAME TARGET CTEST-ARGUMENTS...
sanitizer_run() {
    preset=$1
    name=$2
    target=$3
    shift 3
    stamp=build/$preset/sanitizer-run.passed
    if [ -z "${FORCE:-}" ] && [ -f "$stamp" ] && [ -z "$(changed_since "$stamp")" ]; then
        recap="$recap
   $name: $(cat "$stamp") passed before, nothing changed since"
        return 0
    fi
    rm -f "$stamp"
    build "$preset" "$target"
    quiet_tests "$preset" "$name" "$@"
}

# GCC 12's TSan cannot live with the address randomisation of newer kernels.
without_randomisation=
if setarch "$(uname -m)" -R true 2>/dev/null; then
    without_randomisation="setarch $(uname -m) -R"
fi

export ASAN_OPTIONS=abort_on_error=1:detect_stack_use_after_return=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1

build release all
say "release: tests ($(elapsed))"
ctest --preset release -j "$jobs" --no-tests=error

sanitizer_run dev "ASan and UBSan" test_programs ctest --preset dev -j "$jobs" -LE slow
# shellcheck disable=SC2086  # a command and its arguments, or nothing
sanitizer_run tsan "TSan" threaded_test_programs \
    $without_randomisation ctest --preset tsan -j "$jobs" -L threads

say "make test: everything passed in $(elapsed)"
printf '%s\n' "   release: see ctest's summary above$recap"
