#!/usr/bin/env bash
# ./slipway test --deployment: the alerts' tests, what kustomize builds, the overlays on a control
# plane, and Compose on a Docker engine, for real. Minutes; no part of ./slipway test --all. What
# this machine cannot do is skipped, loudly.
set -uo pipefail
cd "$(dirname "$0")"
# A status of its own, so that what was skipped is counted as such.
export SLIPWAY_SKIP_STATUS=75
passed=0 failed=0 skipped=0
part() { # COMMAND…
  local status=0
  "$@" || status=$?
  case $status in
    0) passed=$((passed + 1)) ;;
    75) skipped=$((skipped + 1)) ;;
    *) failed=$((failed + 1)) ;;
  esac
}
# What a run of Compose leaves out although it passes, a line each.
LEFT_OUT=../target/compose/left-out
compose() { # PART…
  rm -f "$LEFT_OUT"
  part ./compose.sh "$@"
  [ ! -f "$LEFT_OUT" ] || skipped=$((skipped + $(wc -l <"$LEFT_OUT")))
}

part ./alerts.sh
part ../../k8s/check.sh
part ./kubernetes.sh
compose
# With another S3 server, what is stored and served.
SLIPWAY_COMPOSE_S3=versitygw compose serving
[ $skipped = 0 ] || echo "deployment: $skipped were SKIPPED: the reasons are above" >&2
echo "deployment: $passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
