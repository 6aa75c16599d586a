#!/bin/sh
# Does the engine stay as it is: with millions of stored sagas, under a snapshot that is held open,
# over half an hour of load, in its tables? `run.sh --help` tells more.
cd "$(dirname "$0")/.." && exec python3 -m soak "$@"
