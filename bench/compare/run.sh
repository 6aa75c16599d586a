#!/bin/sh
# Sagaflow and its peers side by side on this machine; `run.sh --help` tells more.
cd "$(dirname "$0")/.." && exec python3 -m compare "$@"
