#!/bin/sh
# Installs the packages of the lock file: install.sh NPM..., the command that npm is called by.
set -eu
cd "$(dirname "$0")/.."
"$@" ci --silent --no-engine-strict && exit 0
cat >&2 <<'END'
Expected npm to install the packages that build the web UI, but it could not (see above). It needs
its registry once. To build without the UI: cmake --preset release -DSAGAFLOW_UI=OFF
END
exit 1
