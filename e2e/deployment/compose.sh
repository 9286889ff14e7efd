#!/usr/bin/env bash
# docker-compose.yml for real: e2e/deployment/compose.sh [--keep] [PART…]
#
# Makes secrets in a copy of the files, builds the images from what ./slipway build made, starts the
# platform, looks at it, breaks it, takes it down and up again, and ends it. --keep leaves it running.
# Parts, all unless named: missing serving hardening queries faults again ends; "images" only builds.
# Where images cannot be pulled, compose-bases.sh makes stand-ins first; Grafana is left out then.
#
#   SLIPWAY_COMPOSE_S3=versitygw       another S3 server than MinIO
#   SLIPWAY_COMPOSE_WITHOUT=grafana    services to leave out
#   SLIPWAY_COMPOSE_BUILT=yes          the images of an earlier run
#   DOCKER_HOST                        the engine; a root user's is started where none runs
set -euo pipefail
cd "$(dirname "$0")/../.."
S3=${SLIPWAY_COMPOSE_S3:-minio}
WITHOUT=${SLIPWAY_COMPOSE_WITHOUT:-}
MINIO=quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z
SERVICES=" postgres object-store-volume object-store registry store gateway replica autoscaler demo prometheus grafana "
OURS="registry store gateway replica autoscaler"
# shellcheck source=e2e/deployment/engine.sh
. e2e/deployment/engine.sh
export SLIPWAY_BUILD=never COMPOSE_PROJECT_NAME=slipway-e2e DOCKER_BUILDKIT=${DOCKER_BUILDKIT:-0}
export SLIPWAY_PUBLISH=127.0.0.1:17980 SLIPWAY_GRPC_PUBLISH=127.0.0.1:17981
export SLIPWAY_PROMETHEUS_PORT=17990 SLIPWAY_GRAFANA_PORT=17930
URL=http://$SLIPWAY_PUBLISH
PROMETHEUS=http://127.0.0.1:$SLIPWAY_PROMETHEUS_PORT

secret() { sed -n "s/^$1=//p" "$WORK/tree/.env"; }
ask() { # BODY [CURL OPTIONS…]: the status
  local body=$1
  shift
  curl -s -o /dev/null -w '%{http_code}' -m 70 "$URL/v1/embeddings" -H "Authorization: Bearer $(secret SLIPWAY_ADMIN_KEY)" \
    -H 'Content-Type: application/json' -d "$body" "$@"
}
embed() {
  curl -sf -m 70 "$URL/v1/embeddings" -H "Authorization: Bearer $(secret SLIPWAY_ADMIN_KEY)" \
    -H 'Content-Type: application/json' -d '{"model":"minilm","input":"hello"}' | grep -q '"embedding"'
}
admin() { curl -sf -m 10 -H "Authorization: Bearer $(secret SLIPWAY_ADMIN_KEY)" "$URL$1"; }
json() { python3 -c "import json,sys; it = json.load(sys.stdin); $1"; }
versions() { admin /admin/v1/models/minilm/versions | json 'print([(v["version"], v["manifest_sha256"]) for v in it["items"]])'; }
# An autoscaler that does not hear every gateway and replica never lets a pool shrink.
heard() { admin /admin/v1/scaling | json 'sys.exit(not it["items"] or not all(pool["complete"] for pool in it["items"]))'; }
ready() { admin /admin/v1/replicas | json "sys.exit(sum(r['state'] == 'ready' for r in it['items']) < $1)"; }
targets() { # REPLICAS: all five jobs are there, and every target is up
  curl -sf -m 10 "$PROMETHEUS/api/v1/targets?state=active" | json '
up = [t["labels"]["job"] for t in it["data"]["activeTargets"] if t["health"] == "up"]
all = [t["labels"]["job"] for t in it["data"]["activeTargets"]]
sys.exit(not (sorted(up) == sorted(all) == sorted(["autoscaler", "gateway", "registry", "store"] + ["replica"] * '"$1"')))'
}
started() { # SERVICES…
  compose up -d --no-build --no-recreate "$@" >"$WORK/up.log" 2>&1 || fail "it does not start: $(tail -n 5 "$WORK/up.log")"
}
demo_ended() { [ "$(docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' "$(compose ps -aq demo)")" = "exited 0" ]; }
# shellcheck disable=SC2046,SC2086
healthy() { [ "$(docker inspect -f '{{.State.Health.Status}}' $(compose ps -q $OURS postgres) | sort -u)" = healthy ]; }
healthy_again() { [ "$(docker inspect -f '{{.State.Health.Status}}' "$(compose ps -q "$1")")" = healthy ]; }

# What a service needs besides its secrets.
ADDRESSES=()
for name in DB_URL DB_USER S3_ENDPOINT REGISTRY_URL REGISTRY_ADMIN_URL STORE_URL STORE_ADMIN_URL STATE_DIR; do
  ADDRESSES+=(-e "SLIPWAY_$name=here")
done

# Each service of its own: one line that names what is missing, an end, and no secret.
missing() {
  local row service names name other said given status
  for row in "registry-service SIGNING_KEY VERIFY_KEY ENROLMENT_MASTER KEY_HASH_SECRET DB_PASSWORD" \
    "model-store-service VERIFY_KEY ENROLMENT_SECRET DB_PASSWORD S3_ACCESS_KEY S3_SECRET_KEY" \
    "gateway-service VERIFY_KEY ENROLMENT_SECRET KEY_HASH_SECRET" "inference-service VERIFY_KEY ENROLMENT_SECRET" "autoscaler-service VERIFY_KEY ENROLMENT_SECRET"; do
    read -r service names <<<"$row"
    for name in $names; do
      given=()
      for other in $names; do [ "$other" = "$name" ] || given+=(-e "SLIPWAY_$other=5ec4e75ec4e75ec4e75ec4e75ec4e75ec4e75ec4e75ec4e75ec4e75ec4e75ec4"); done
      status=0
      said=$(docker run --rm --network none --read-only --tmpfs /tmp:exec "${ADDRESSES[@]}" "${given[@]}" "slipway/$service:$VERSION" 2>&1) || status=$?
      [ "$status" = 78 ] || fail "$service without SLIPWAY_$name ended with $status: $said"
      [ "$(wc -l <<<"$said")" = 1 ] && grep -q "SLIPWAY_$name is not set" <<<"$said" || fail "$service without SLIPWAY_$name said: $said"
      ! grep -q 5ec4e7 <<<"$said" || fail "$service shows a secret: $said"
    done
  done
  ok "without one of its secrets each service says so in one line and ends"
}

serving() {
  until_true 60 "every service is healthy" healthy
  until_true 10 "an embedding is answered through the published port" embed
  # gRPC by hand: an empty ServerLiveRequest, answered by {live: true}.
  printf '\0\0\0\0\0' | curl -s -m 10 --http2-prior-knowledge -H 'Content-Type: application/grpc' -H 'TE: trailers' \
    -H "authorization: Bearer $(secret SLIPWAY_ADMIN_KEY)" --data-binary @- -D "$WORK/grpc" -o "$WORK/live" \
    "http://$SLIPWAY_GRPC_PUBLISH/inference.GRPCInferenceService/ServerLive" || true
  { grep -qi '^grpc-status: 0' "$WORK/grpc" && [ "$(od -An -tx1 "$WORK/live" | tr -d ' ')" = 00000000020801 ]; } || fail "gRPC: $(cat "$WORK/grpc")"
  ok "gRPC answers on its published port"
  until_true 60 "the autoscaler hears the gateway and the replica" heard
  local bytes published expected
  bytes=$(docker run --rm --network none --entrypoint du -v "${COMPOSE_PROJECT_NAME}_objects:/data:ro" "slipway/demo:$VERSION" -sb /data | cut -f1)
  [ "$bytes" -gt 80000000 ] || fail "the S3 server holds $bytes bytes"
  ok "the model is in the S3 server's volume: $bytes bytes"
  until_true 60 "Prometheus scrapes all five, every target is up" targets 1
  published=$(docker ps --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" --format '{{.Ports}}' | grep -o '[0-9.]*:[0-9]*->' | sort -u | tr '\n' ' ')
  expected="127.0.0.1:17930-> 127.0.0.1:17980-> 127.0.0.1:17981-> 127.0.0.1:17990-> "
  [[ $SERVICES == *" grafana "* ]] || expected=${expected#* }
  [ "$published" = "$expected" ] || fail "published: $published"
  ok "only the door and what watches it are published"
}

hardening() {
  local one id logs name value
  for one in $SERVICES; do
    case $one in demo | object-store-volume) continue ;; esac
    id=$(compose ps -q "$one" | head -n 1)
    [ "$(docker inspect -f '{{.HostConfig.ReadonlyRootfs}}' "$id")" = true ] || fail "$one can write its root"
    docker top "$id" -o pid,uid | tail -n +2 | awk '$2 == 0 { exit 1 }' || fail "$one runs as root"
    [ "$(docker inspect -f '{{.HostConfig.CapDrop}} {{.HostConfig.CapAdd}}' "$id")" = "[ALL] []" ] || fail "$one keeps capabilities"
  done
  ok "no container runs as root, has a capability, or can write its root"
  for one in $OURS; do
    id=$(compose ps -q "$one" | head -n 1)
    ! docker exec "$id" touch /opt/slipway/x 2>/dev/null || fail "$one can write its root"
    [ "$(docker exec "$id" id -u)" = 10001 ] || fail "$one is another user"
    [ "$(docker exec "$id" sh -c 'grep CapEff /proc/1/status | tr -s "\t " " "')" = "CapEff: 0000000000000000" ] || fail "$one has capabilities"
  done
  logs=$(compose logs --no-color 2>&1)
  while IFS='=' read -r name value; do
    case $name in SLIPWAY_*) ! grep -qF -- "$value" <<<"$logs" || fail "a log shows $name" ;; esac
  done <"$WORK/tree/.env"
  ok "no log shows a secret"
}

# What dashboards ask for happens, with scrapes between: some counters appear with their first event.
happenings() {
  local many
  many=$(python3 -c 'import json; print(json.dumps({"model": "minilm", "input": ["many words " * 40] * 200}))')
  for _ in 1 2 3; do
    embed || fail "an embedding was not answered"
  done
  curl -s -o /dev/null -m 10 "$URL/v1/models"
  ask '{"model":"nothing","input":"hello"}' >/dev/null
  ask '{"model":"minilm","input":[]}' >/dev/null
  ask "$many" -m 0.4 >/dev/null || true
}
queries() {
  happenings
  docker stop -t 10 "$(compose ps -q postgres)" >/dev/null
  curl -s -o /dev/null -m 10 -H "Authorization: Bearer $(secret SLIPWAY_ADMIN_KEY)" "$URL/admin/v1/models"
  docker start "$(compose ps -aq postgres)" >/dev/null
  docker kill "$(compose ps -q replica)" >/dev/null
  said=$(ask '{"model":"minilm","input":"hello"}' -H 'X-Request-Timeout-Ms: 1000')
  [ "$said" = 503 ] || [ "$said" = 504 ] || fail "without a replica a request of one second is answered with $said"
  docker start "$(compose ps -aq replica)" >/dev/null
  until_true 60 "PostgreSQL, stopped and started, is healthy" healthy_again postgres
  until_true 120 "after the only replica was killed and started, an embedding is answered" embed
  until_true 120 "every target is up again" targets 1
  until_true 60 "the registry writes again" admin /admin/v1/models
  happenings
  sleep 25
  happenings
  sleep 25
  monitoring/check.py --prometheus "$PROMETHEUS" --answers || fail "dashboards or alerts name what is not there"
  ok "every query of the dashboards returns data, every rule is evaluated"
}

faults() {
  local victim
  started --scale replica=2 replica
  until_true 180 "a second replica is ready" ready 2
  until_true 60 "Prometheus finds it by name" targets 2
  victim=$(compose ps -q replica | head -n 1)
  docker kill "$victim" >/dev/null
  for _ in $(seq 20); do embed || fail "a request was lost with a replica"; done
  ok "20 requests after a replica was killed: all answered"
  docker stop -t 15 "$(compose ps -q registry)" >/dev/null
  for _ in $(seq 5); do embed || fail "a request was lost with the registry"; done
  docker start "$(compose ps -aq registry)" >/dev/null
  ok "without the registry requests are answered"
  until_true 180 "the registry is back and the admin API answers" admin /admin/v1/models
}

# down ends the containers, volumes stay. Without the replicas' cache all bytes come from S3 again.
again() {
  local before
  before=$(versions)
  compose down >/dev/null 2>&1 || fail "down"
  docker volume rm "${COMPOSE_PROJECT_NAME}_replica-cache" >/dev/null
  # shellcheck disable=SC2086
  started ${SERVICES/ demo / }
  until_true 240 "down and up: the model is served again, without a demo" embed
  [ "$(versions)" = "$before" ] || fail "versions before: $before, after: $(versions)"
  ok "its version is the same: $before"
  started demo
  until_true 120 "the demo finds its model and ends" demo_ended
  [ "$(versions)" = "$before" ] || fail "the demo deployed once more: $(versions)"
  until_true 60 "every target is up after up" targets 1
}

ends() {
  local one id code start
  for one in gateway replica store registry autoscaler; do
    id=$(compose ps -q "$one" | head -n 1)
    start=$SECONDS
    compose stop "$one" >/dev/null 2>&1
    code=$(docker inspect -f '{{.State.ExitCode}}' "$id")
    [ "$code" = 0 ] || [ "$code" = 143 ] || fail "$one ended with $code after $((SECONDS - start)) s"
    ok "$one ends by SIGTERM within its grace: $code after $((SECONDS - start)) s"
  done
}

KEEP=
[ "${1:-}" != --keep ] || { KEEP=yes && shift; }
mkdir -p "$WORK"
rm -f "$WORK/left-out"
finish() {
  [ -n "$KEEP" ] || { compose down -v --remove-orphans >/dev/null 2>&1 || true; end_engine; }
}
trap finish EXIT
trap 'exit 143' INT TERM
engine
images
tree
said=$(compose config 2>&1 >/dev/null || true)
grep -q "run ./slipway secrets" <<<"$said" || fail "without secrets it says: $said"
ok "without secrets it says what makes them"
./slipway secrets --dir "$WORK/tree" >/dev/null
[ -z "$(find "$WORK/tree/.env" "$WORK/tree/secrets" -type f ! -perm 600 ! -name bootstrap-keys.json)" ] || fail "others may read secrets"
compose config -q || fail "the file is not valid"
ok "with them the file is valid"

if [ -z "${SLIPWAY_COMPOSE_BUILT:-}" ]; then
  compose build $OURS demo >"$WORK/build.log" 2>&1 || fail "images cannot be built: $(tail -n 5 "$WORK/build.log")"
  ok "images are built"
fi
[ "${1:-}" != images ] || exit 0
PARTS=${*:-missing serving hardening queries faults again ends}
if [ "$PARTS" != missing ]; then
  compose down -v --remove-orphans >/dev/null 2>&1 || true
  # shellcheck disable=SC2086
  started $SERVICES
  until_true 420 "the demo deployed its model and ended" demo_ended
fi
for part in $PARTS; do "$part"; done
[ -z "$KEEP" ] || say "left running: $URL"
[ ! -f "$WORK/left-out" ] || say "SKIPPED: $(cat "$WORK/left-out")" >&2
echo "$PASSED passed, 0 failed"
