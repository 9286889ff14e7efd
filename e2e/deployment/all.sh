#!/usr/bin/env bash
# ./slipway test --deployment: Compose on a Docker engine and the overlays on a control plane, for
# real. Minutes; no part of ./slipway test --all. What this machine cannot do is skipped, loudly.
set -uo pipefail
cd "$(dirname "$0")"
# A status of its own, so that what was skipped is counted as such.
export SLIPWAY_SKIP_STATUS=75
passed=0 failed=0 skipped=0
for part in kubernetes compose; do
  status=0
  "./$part.sh" || status=$?
  case $status in
    0) passed=$((passed + 1)) ;;
    75) skipped=$((skipped + 1)) ;;
    *) failed=$((failed + 1)) ;;
  esac
done
[ $skipped = 0 ] || echo "deployment: $skipped of 2 parts were SKIPPED: the reasons are above" >&2
echo "deployment: $passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
