#!/usr/bin/env bash
# The alert rules of monitoring/ on made-up series: e2e/deployment/alerts.sh
# Needs promtool (Debian: prometheus).
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v promtool >/dev/null || {
  echo "alerts: SKIPPED: promtool is not installed" >&2
  [ "${CI:-}" != true ] || exit 1
  exit "${SLIPWAY_SKIP_STATUS:-0}"
}
promtool test rules monitoring/prometheus/alerts_test.yml
