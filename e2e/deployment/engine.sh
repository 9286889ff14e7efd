# Read by compose.sh: words for what was seen, a Docker engine, images, and a copy of what Compose reads.
# shellcheck shell=bash
ROOT=$PWD
WORK=$ROOT/e2e/target/compose
BASES=${SLIPWAY_BASES:-$ROOT/e2e/target/bases}
VERSION=${SLIPWAY_VERSION:-0.1.0-SNAPSHOT}
PASSED=0

say() { echo "compose: $*"; }
ok() {
  PASSED=$((PASSED + 1))
  say "ok: $*"
}
skip() {
  echo "compose: SKIPPED: $*" >&2
  [ "${CI:-}" != true ] || exit 1
  exit "${SLIPWAY_SKIP_STATUS:-0}"
}
# The rest goes on without it; all.sh counts the lines.
left_out() {
  echo "compose: SKIPPED: $*" >&2
  [ "${CI:-}" != true ] || exit 1
  echo "$*" >>"$WORK/left-out"
}
fail() {
  echo "compose: FAILED: $*" >&2
  compose ps -a >&2 || true
  compose logs --tail 15 >&2 || true
  exit 1
}
until_true() { # SECONDS WHAT COMMAND…
  local end=$((SECONDS + $1)) what=$2 started=$SECONDS
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt "$end" ] || fail "$what"
    sleep 0.5
  done
  ok "$what ($((SECONDS - started)) s)"
}
compose() {
  if [ -x "$BASES/docker-compose" ]; then (cd "$WORK/tree" && "$BASES/docker-compose" "$@")
  else (cd "$WORK/tree" && docker compose "$@"); fi
}

engine() {
  command -v docker >/dev/null || skip "there is no docker"
  docker info >/dev/null 2>&1 && return
  { [ "$(id -u)" = 0 ] && command -v dockerd >/dev/null; } || skip "no Docker engine answers"
  mkdir -p "$WORK/engine"
  export DOCKER_HOST=unix://$WORK/engine/docker.sock
  setsid dockerd --host "$DOCKER_HOST" --data-root "$(readlink -m "$BASES/engine")" \
    --exec-root "$WORK/engine/exec" --pidfile "$WORK/engine/pid" >"$WORK/engine/log" 2>&1 &
  OWN_ENGINE=$!
  for _ in $(seq 60); do docker info >/dev/null 2>&1 && return; sleep 0.5; done
  skip "dockerd does not start: $WORK/engine/log"
}

end_engine() {
  [ -n "${OWN_ENGINE:-}" ] || return 0
  kill "$OWN_ENGINE" 2>/dev/null || true
  for _ in $(seq 40); do kill -0 "$OWN_ENGINE" 2>/dev/null || return 0; sleep 0.5; done
}

# What bears MinIO's name here may be another S3 server.
minio() {
  local holds
  holds=$(docker image inspect -f '{{index .Config.Labels "slipway.stand-in"}}' "$MINIO")
  say "MinIO's image holds $holds"
  case $holds in
    "" | "MinIO by Go") ;;
    *) left_out "MinIO was not tried, its image holds $holds (SLIPWAY_MINIO_BY_GO=yes makes MinIO)" ;;
  esac
}

# Sets WITHOUT, the services that cannot be had.
images() {
  if ! docker image inspect postgres:18 >/dev/null 2>&1 && ! timeout 60 docker pull -q postgres:18 >/dev/null 2>&1; then
    say "no image can be pulled: making stand-ins"
    e2e/deployment/compose-bases.sh || skip "stand-ins cannot be made here"
  fi
  if docker image inspect slipway-test/debian:1 >/dev/null 2>&1; then
    WITHOUT=${WITHOUT:-grafana}
    [ "$S3" = minio ] || e2e/deployment/compose-bases.sh "$S3" || skip "$S3 cannot be made here: $BASES/$S3.log"
    # An earlier run may have left another server under its name.
    if [ "$S3" = minio ] && [ -n "${SLIPWAY_MINIO_BY_GO:-}" ]; then
      e2e/deployment/compose-bases.sh || skip "MinIO cannot be made here: $BASES/minio.log"
    fi
    say "STAND-INS: no word about the real images of PostgreSQL, Prometheus and Java"
    [ "$S3" != minio ] || minio
  elif [ "$S3" != minio ]; then
    other=${SLIPWAY_S3_IMAGE:-$(sed -n 's/.*SLIPWAY_S3_IMAGE:-\([^}]*\)}.*/\1/p' "compose/$S3.yml")}
    docker image inspect "$other" >/dev/null 2>&1 || docker pull -q "$other" >/dev/null 2>&1 || skip "$other cannot be pulled"
  fi
  [ "$S3" = minio ] || export COMPOSE_FILE=docker-compose.yml:compose/$S3.yml
  [ -z "$WITHOUT" ] || say "NOT RUN: $WITHOUT"
  for one in $WITHOUT; do SERVICES=${SERVICES/ $one /  }; done
}

# The files that Compose reads; the jars are linked hard, so that nothing is copied.
tree() {
  local module
  rm -rf "$WORK/tree" && mkdir -p "$WORK/tree/local/target"
  cp -r Dockerfile .dockerignore docker-compose.yml compose monitoring "$WORK/tree/"
  for module in registry-service model-store-service inference-service gateway-service autoscaler-service; do
    mkdir -p "$WORK/tree/$module/target"
    cp -l "$module"/target/*-app.jar "$WORK/tree/$module/target/" 2>/dev/null || skip "$module is not built: ./slipway build"
  done
  cp -l local/target/local-*.jar "$WORK/tree/local/target/"
  cp -rl local/target/lib "$WORK/tree/local/target/"
}
