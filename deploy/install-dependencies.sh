#!/bin/sh
# Installs what building, testing and running Sagaflow needs on Debian 12. Safe to run again: when
# everything is there it only asks dpkg and ends. Works as root, and as another user with sudo.
# With the argument "fuzz" it also installs what only fuzzing needs: clang and its runtime; with
# "browser" what only the tests of the web UI need: Chromium and fonts.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
third_party=$root/build/third-party

# The compiler and the build; then the libraries; then what runs beside the engine and the tests.
packages="
g++ cmake ninja-build ccache pkg-config git ca-certificates
libboost1.81-dev libpq-dev libcurl4-openssl-dev nlohmann-json3-dev libre2-dev libcpp-httplib-dev
libssl-dev libbrotli-dev zlib1g-dev libcli11-dev libfmt-dev libspdlog-dev libgtest-dev libbenchmark-dev
libjemalloc-dev
postgresql python3 curl tzdata procps faketime openssl
"

case ${1:-} in
    "") ;;
    fuzz) packages="$packages clang-14 libclang-rt-14-dev llvm-14" ;;
    browser) packages="$packages chromium fonts-dejavu-core" ;;
    *) printf 'usage: %s [fuzz|browser]\n' "$0" >&2; exit 2 ;;
esac

say() { printf '%s\n' "install-dependencies: $*"; }
fail() { printf '%s\n' "install-dependencies: $*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        fail "expected to be root or to have sudo, to run: $*"
    fi
}

is_installed() {
    # "install ok installed"; a removed package with its configuration left says otherwise.
    case $(dpkg-query -W -f '${Status}' "$1" 2>/dev/null || true) in
        *" installed") return 0 ;;
        *) return 1 ;;
    esac
}

# The web UI is built with Node 20.19 or newer. Debian 12 has 18: its npm then fetches a newer one,
# pinned by deploy/node/package-lock.json, to lie beside the build.
own_node=$third_party/node
has_node() {
    # shellcheck disable=SC2016  # for node, not for the shell
    "$@" -e 'const [a, b] = process.versions.node.split(".").map(Number);
        process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}
needs_own_node=
if ! { has_node node && command -v npm >/dev/null 2>&1; }; then
    needs_own_node=1
    command -v npm >/dev/null 2>&1 || packages="$packages nodejs npm"
fi
if cmp -s "$root/deploy/node/package-lock.json" "$own_node/installed.json"; then
    needs_own_node=
fi

missing=
for package in $packages; do
    is_installed "$package" || missing="$missing $package"
done

valijson=$third_party/usr/include/valijson/validator.hpp
[ -z "$missing" ] && [ -f "$valijson" ] && [ -z "$needs_own_node" ] && exit 0

command -v apt-get >/dev/null 2>&1 || fail "expected apt-get (Debian 12 or newer), but there is none.
Install the counterparts of:$missing
and put valijson's headers under $third_party/usr/include."

# Debian starts a cluster of its own when postgresql is installed. The engine and the tests make
# private ones, so none is wanted; an existing configuration is left alone.
keep_debian_from_making_a_cluster() {
    case " $missing " in *" postgresql "*) ;; *) return 0 ;; esac
    [ -e /etc/postgresql-common/createcluster.conf ] && return 0
    as_root mkdir -p /etc/postgresql-common
    printf '%s\n' "# Sagaflow's installer: no cluster on installation." "create_main_cluster = false" |
        as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
}

if [ -n "$missing" ] || [ ! -f "$valijson" ]; then
    say "package lists"
    as_root apt-get update -qq
fi

if [ -n "$missing" ]; then
    say "installing$missing"
    keep_debian_from_making_a_cluster
    # confold, for dpkg and for ucf: createcluster.conf, written above, is kept without a question.
    # shellcheck disable=SC2086  # one argument for each package
    as_root env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 apt-get install -y -qq --no-install-recommends \
        -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 $missing >/dev/null
fi

# Only headers, but the package pulls in Qt, Poco and more: unpack it beside the build instead.
if [ ! -f "$valijson" ]; then
    say "unpacking valijson's headers"
    mkdir -p "$third_party"
    draft=$(mktemp -d)
    trap 'rm -rf "$draft"' EXIT
    # apt-get download drops to the user _apt, who must be able to write there.
    chmod 777 "$draft"
    (cd "$draft" && apt-get download -qq libvalijson-dev)
    dpkg-deb -x "$draft"/libvalijson-dev_*.deb "$third_party"
fi

if [ -n "$needs_own_node" ]; then
    say "installing a Node for the web UI beside the build"
    mkdir -p "$own_node"
    cp "$root/deploy/node/package.json" "$root/deploy/node/package-lock.json" "$own_node/"
    if (cd "$own_node" && npm ci --silent --no-audit --no-fund); then
        cp "$own_node/package-lock.json" "$own_node/installed.json"
    else
        say "expected npm to install it, but it could not: the server will be built without its web UI"
    fi
fi
say "done"
