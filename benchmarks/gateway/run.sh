#!/bin/sh
# The gateway beside Envoy (or nginx,envoy): CPU ms/request, latencies, SSE, memory; one table of ratios.
# usage: benchmarks/gateway/run.sh [KIT] [options of the kit's bench.py, such as --rounds 3 --n 20000]
# KIT is the folder with bench.py and prepare.sh (default: ../shared/peers/gateway beside the repository).
# Needs openssl, a built tree (gateway-service/target/*-app.jar) and a JDK 25 in JAVA_HOME. No registry runs:
# the gateway starts from the two documents written here, as it does while its registry is away.
set -eu
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
KIT=$ROOT/../shared/peers/gateway
if [ $# -gt 0 ] && [ -d "$1" ]; then KIT=$1; shift; fi
JAR=$(ls "$ROOT"/gateway-service/target/gateway-service-*-app.jar)
STATE=$(mktemp -d)
trap 'rm -rf "$STATE"' EXIT
SECRET=$(printf '5e%.0s' $(seq 32))
KEY=slw_benchkey_only-for-the-benchmark
python3 - "$STATE" "$SECRET" "$KEY" <<'PY'
import hashlib, hmac, json, sys, uuid
state, secret, key = sys.argv[1:]
version = {"epoch": 1, "number": 1}
replicas = [{"instance": str(uuid.uuid4()), "pool": "default", "address": f"127.0.0.1:{port}", "state": "ready",
             "queue_limit": 1000, "serves": [{"model": "m", "version": 1}]} for port in (22001, 22002)]
models = [{"name": "m", "tenant_id": "default", "default_timeout_ms": 60000, "latest_version": 1,
           "versions": [{"version": 1, "traffic_percent": 100, "task": None, "created_at_ms": 0}]}]
json.dump({"version": version, "models": models, "replicas": replicas}, open(state + "/routing.json", "w"))
hashed = hmac.new(bytes.fromhex(secret), key.encode(), hashlib.sha256).hexdigest()
keys = [{"prefix": "benchkey", "hash": hashed, "principal": "bench", "tenant_id": "default",
         "grants": [{"model": "*", "action": "infer"}], "expires_at_ms": None}]
json.dump({"version": version, "keys": keys}, open(state + "/access.json", "w"))
PY
# As it keeps its key and tokens; the backends of the kit ask for none, so that any text is one.
openssl genpkey -algorithm ed25519 -out "$STATE/key.pem"
cat > "$STATE/tokens" <<EOF
private-key $(openssl pkey -in "$STATE/key.pem" -outform DER | base64 -w0)
public-key $(openssl pkey -in "$STATE/key.pem" -pubout -outform DER | base64 -w0)
$(for audience in registry store replica autoscaler; do echo "$audience v1.$(printf 'a%.0s' $(seq 240)).$(printf 'b%.0s' $(seq 86))"; done)
EOF
export SLIPWAY_PORT=22100 SLIPWAY_MANAGEMENT_PORT=0 SLIPWAY_STATE_DIR="$STATE" \
    SLIPWAY_REGISTRY_URL=http://127.0.0.1:9 SLIPWAY_REGISTRY_ADMIN_URL=http://127.0.0.1:9 \
    SLIPWAY_STORE_ADMIN_URL=http://127.0.0.1:9 SLIPWAY_KEY_HASH_SECRET="$SECRET" SLIPWAY_ENROLMENT_SECRET="$SECRET" \
    SLIPWAY_VERIFY_KEY="$(sed -n 's/^public-key //p' "$STATE/tokens")"
JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java
"$KIT/bench.py" envoy "$@" \
    --candidate "slipway=http://127.0.0.1:22100/v1/embeddings,hdr=Authorization: Bearer $KEY,stream=/v1/embeddings,cmd=$JAVA -Xms256m -Xmx256m -jar $JAR"
