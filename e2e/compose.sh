#!/usr/bin/env bash
# docker-compose.yml for real: e2e/compose.sh [--keep]
#
# Makes secrets in a copy of the files, builds the images from what ./slipway build made, starts the
# platform, asks it, scales it, takes parts away, and ends it. --keep leaves it running.
# Where images cannot be pulled, e2e/compose-bases.sh makes stand-ins first; Grafana is left out then.
#
#   SLIPWAY_COMPOSE_S3=versitygw   another S3 server than MinIO
#   DOCKER_HOST                    the engine; a root user's is started where none runs
set -euo pipefail
cd "$(dirname "$0")/.."
ROOT=$PWD
WORK=$ROOT/e2e/target/compose
BASES=${SLIPWAY_BASES:-$ROOT/e2e/target/bases}
export SLIPWAY_BUILD=never COMPOSE_PROJECT_NAME=slipway-e2e DOCKER_BUILDKIT=${DOCKER_BUILDKIT:-0}
export SLIPWAY_PUBLISH=127.0.0.1:18980 SLIPWAY_PROMETHEUS_PORT=18990 SLIPWAY_GRAFANA_PORT=18930
URL=http://$SLIPWAY_PUBLISH
PASSED=0

say() { echo "compose: $*"; }
skip() {
  echo "compose: SKIPPED: $*" >&2
  [ "${CI:-}" != true ] || exit 1
  exit 0
}
fail() {
  echo "compose: FAILED: $*" >&2
  compose ps -a >&2 || true
  compose logs --tail 15 >&2 || true
  exit 1
}
ok() {
  PASSED=$((PASSED + 1))
  say "ok: $*"
}
compose() {
  if [ -x "$BASES/docker-compose" ]; then (cd "$WORK/tree" && "$BASES/docker-compose" "$@")
  else (cd "$WORK/tree" && docker compose "$@"); fi
}
until_true() { # SECONDS WHAT COMMAND…
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || fail "$what"
    sleep 0.5
  done
  ok "$what"
}
key() { sed -n 's/^SLIPWAY_ADMIN_KEY=//p' "$WORK/tree/.env"; }
embed() {
  curl -sf -m "${1:-70}" "$URL/v1/embeddings" -H "Authorization: Bearer $(key)" \
    -H 'Content-Type: application/json' -d '{"model":"minilm","input":"hello"}' | grep -q '"embedding"'
}
admin() { curl -sf -m 10 -H "Authorization: Bearer $(key)" "$URL$1"; }
metric() { # PROMQL
  curl -sf -m 10 -G "http://127.0.0.1:$SLIPWAY_PROMETHEUS_PORT/api/v1/query" --data-urlencode "query=$1" \
    | python3 -c 'import json,sys; r=json.load(sys.stdin)["data"]["result"]; print(int(float(r[0]["value"][1])) if r else 0)'
}
scraped() { [ "$(metric "count(up{job=~\"$1\"} == 1)")" = "$2" ]; }
ready() {
  admin /admin/v1/replicas | python3 -c 'import json,sys; n=sum(r["state"] == "ready" for r in json.load(sys.stdin)["items"]); sys.exit(n < int(sys.argv[1]))' "$1"
}

engine() {
  command -v docker >/dev/null || skip "there is no docker"
  docker info >/dev/null 2>&1 && return
  { [ "$(id -u)" = 0 ] && command -v dockerd >/dev/null; } || skip "no Docker engine answers"
  mkdir -p "$WORK/engine"
  export DOCKER_HOST=unix://$WORK/engine/docker.sock
  setsid dockerd --host "$DOCKER_HOST" --data-root "$BASES/engine" --exec-root "$WORK/engine/exec" \
    --pidfile "$WORK/engine/pid" >"$WORK/engine/log" 2>&1 &
  trap 'kill "$(cat "$WORK/engine/pid")"' EXIT
  for _ in $(seq 60); do docker info >/dev/null 2>&1 && return; sleep 0.5; done
  skip "dockerd does not start: $WORK/engine/log"
}

images() {
  if ! docker image inspect postgres:18 >/dev/null 2>&1 && ! timeout 60 docker pull -q postgres:18 >/dev/null 2>&1; then
    say "no image can be pulled: making stand-ins"
    e2e/compose-bases.sh || skip "stand-ins cannot be made here"
  fi
  if docker image inspect slipway-test/debian:1 >/dev/null 2>&1; then
    WITHOUT=grafana
    [ "$S3" = minio ] || e2e/compose-bases.sh "$S3" || skip "$S3 cannot be made here"
    say "stand-ins are used: no word about the real images of PostgreSQL, MinIO, Prometheus and Java"
  fi
  [ "$S3" = minio ] || export COMPOSE_FILE=docker-compose.yml:compose/$S3.yml
  say "S3 server: $S3; without: ${WITHOUT:-nothing}"
}

# The files that Compose reads; the jars are linked hard, so that nothing is copied.
tree() {
  rm -rf "$WORK/tree" && mkdir -p "$WORK/tree/local/target"
  cp -r Dockerfile .dockerignore docker-compose.yml compose monitoring "$WORK/tree/"
  local module
  for module in registry-service model-store-service inference-service gateway-service autoscaler-service; do
    mkdir -p "$WORK/tree/$module/target"
    cp -l "$module"/target/*-app.jar "$WORK/tree/$module/target/" 2>/dev/null || skip "$module is not built: ./slipway build"
  done
  cp -l local/target/local-*.jar "$WORK/tree/local/target/"
  cp -rl local/target/lib "$WORK/tree/local/target/"
}

SERVICES="postgres object-store registry store gateway replica autoscaler demo prometheus grafana"
S3=${SLIPWAY_COMPOSE_S3:-minio}
WITHOUT=
mkdir -p "$WORK"
engine
images
tree
SERVICES=${SERVICES/${WITHOUT:-no such one}/}

# Without secrets nothing starts, and the message says what makes them.
said=$(compose config 2>&1 >/dev/null || true)
grep -q "run ./slipway secrets" <<<"$said" || fail "without secrets it says: $said"
ok "without secrets it says what makes them"

./slipway secrets --dir "$WORK/tree" >/dev/null
compose config -q && ok "with them the file is valid"
# shellcheck disable=SC2086
compose build $(for one in $SERVICES; do case $one in registry | store | gateway | replica | autoscaler | demo) echo "$one" ;; esac; done) >"$WORK/build.log" 2>&1 \
  || fail "images cannot be built: $(tail -n 5 "$WORK/build.log")"
ok "images are built"
compose down -v --remove-orphans >/dev/null 2>&1 || true
# shellcheck disable=SC2086
compose up -d --no-build $SERVICES >"$WORK/up.log" 2>&1 || fail "it does not start: $(tail -n 5 "$WORK/up.log")"

demo_ended() { [ "$(docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' "$(compose ps -aq demo)")" = "exited 0" ]; }
until_true 420 "the demo deployed its model and ended" demo_ended
until_true 10 "an embedding is answered through the published port" embed
healthy() { [ "$(docker inspect -f '{{.State.Health.Status}}' $(compose ps -q registry store gateway replica autoscaler postgres) | sort | uniq -c | tr -s ' ')" = " 6 healthy" ]; }
until_true 60 "every service is healthy" healthy
until_true 60 "Prometheus scrapes all five" scraped "gateway|registry|store|autoscaler|replica" 5
curl -s -o /dev/null "$URL/v1/models"
sleep 12
monitoring/check.py --prometheus "http://127.0.0.1:$SLIPWAY_PROMETHEUS_PORT" \
  --without slipway_autoscaler_replica_events_total || fail "dashboards or alerts name what is not there"
ok "all metrics of dashboards and alerts exist in Prometheus"

for one in registry store gateway replica autoscaler; do
  id=$(compose ps -q "$one")
  ! docker exec "$id" touch /opt/slipway/x 2>/dev/null || fail "$one can write its root"
  [ "$(docker exec "$id" id -u)" = 10001 ] || fail "$one is another user"
  [ "$(docker exec "$id" sh -c 'grep CapEff /proc/1/status | tr -s "\t " " "')" = "CapEff: 0000000000000000" ] || fail "$one has capabilities"
done
ok "services are user 10001, without capabilities, on a read-only root"
published=$(docker ps --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" --format '{{.Ports}}' | grep -o '[0-9.]*:[0-9]*->' | sort -u | tr '\n' ' ')
expected="127.0.0.1:18930-> 127.0.0.1:18980-> 127.0.0.1:18990-> "
[ -z "$WITHOUT" ] || expected=${expected#* }
[ "$published" = "$expected" ] || fail "published: $published"
ok "only the door and what watches it are published"

compose up -d --no-build --no-recreate --scale replica=2 replica >/dev/null 2>&1
until_true 180 "a second replica is ready" ready 2
until_true 60 "Prometheus finds it by name" scraped replica 2
victim=$(compose ps -q replica | head -n 1)
docker kill "$victim" >/dev/null
for _ in $(seq 20); do embed 70 || fail "a request was lost with a replica"; done
ok "20 requests after a replica was killed: all answered"
docker stop -t 15 "$(compose ps -q registry)" >/dev/null
for _ in $(seq 5); do embed 70 || fail "a request was lost with the registry"; done
docker start "$(compose ps -aq registry)" >/dev/null
ok "without the registry requests are answered"
until_true 180 "the registry is back and the admin API answers" admin /admin/v1/models

if [ "${1:-}" = --keep ]; then
  trap - EXIT
  say "left running: $URL"
  exit 0
fi
for one in gateway replica store registry autoscaler; do
  id=$(compose ps -q "$one" | head -n 1)
  started=$SECONDS
  compose stop "$one" >/dev/null 2>&1
  code=$(docker inspect -f '{{.State.ExitCode}}' "$id")
  [ "$code" = 0 ] || [ "$code" = 143 ] || fail "$one ended with $code after $((SECONDS - started)) s"
  ok "$one ends by SIGTERM within its grace: $code after $((SECONDS - started)) s"
done
compose down -v >/dev/null 2>&1
echo "$PASSED passed, 0 failed"
