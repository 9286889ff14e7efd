#!/usr/bin/env bash
# The overlays of k8s/ on a real control plane: e2e/deployment/kubernetes.sh
#
# Each is applied to a namespace of its own making, as docs/operations.md says: admitted without a
# warning while Pod Security "restricted" is enforced, all its workloads ready, and nothing left to
# change. Then each workload is changed and rolls on.
#
#   SLIPWAY_K8S_TESTBED   a script whose "up", "kubeconfig" and "down" make and end a control plane
#   KUBECONFIG            else: a cluster for tests; the namespace slipway is made and REMOVED there
#
# A control plane with simulated nodes does. Then nothing is pulled, and no container runs: readiness
# is the simulation's word, and neither probes nor network policies are tried.
set -euo pipefail
cd "$(dirname "$0")/../.."
SECRETS="trust-registry trust-store trust-gateway trust-replica trust-autoscaler key-hash registry-database store-database object-store"
PASSED=0

say() { echo "kubernetes: $*"; }
ok() {
  PASSED=$((PASSED + 1))
  say "ok: $*"
}
skip() {
  echo "kubernetes: SKIPPED: $*" >&2
  [ "${CI:-}" != true ] || exit 1
  exit "${SLIPWAY_SKIP_STATUS:-0}"
}
fail() {
  echo "kubernetes: FAILED: $*" >&2
  kubectl -n slipway get pods -o wide >&2 || true
  kubectl -n slipway get events --sort-by=.lastTimestamp 2>/dev/null | tail -n 15 >&2 || true
  exit 1
}
command -v kubectl >/dev/null || skip "kubectl is not installed"

WORK=$(mktemp -d)
end() {
  [ -z "${SLIPWAY_K8S_TESTBED:-}" ] || "$SLIPWAY_K8S_TESTBED" down >/dev/null 2>&1 || true
  rm -rf "$WORK"
}
trap end EXIT
trap 'exit 143' INT TERM

cluster() {
  if [ -n "${SLIPWAY_K8S_TESTBED:-}" ]; then
    [ -x "$SLIPWAY_K8S_TESTBED" ] || skip "SLIPWAY_K8S_TESTBED names no script: $SLIPWAY_K8S_TESTBED"
    export K8S_TESTBED_RUN=${K8S_TESTBED_RUN:-$WORK/testbed} K8S_TESTBED_PORT=${K8S_TESTBED_PORT:-14000}
    "$SLIPWAY_K8S_TESTBED" up >"$WORK/testbed.log" 2>&1 || skip "the testbed does not start: $(tail -n 3 "$WORK/testbed.log")"
    KUBECONFIG=$("$SLIPWAY_K8S_TESTBED" kubeconfig)
    export KUBECONFIG
  fi
  [ -n "${KUBECONFIG:-}" ] || skip "neither SLIPWAY_K8S_TESTBED nor KUBECONFIG is set"
  kubectl --request-timeout=10s get --raw /readyz >/dev/null 2>&1 || skip "the cluster of KUBECONFIG does not answer"
  say "control plane: $(kubectl version -o json 2>/dev/null | sed -n '/serverVersion/,$ s/.*"gitVersion": "\(.*\)".*/\1/p'), $(kubectl get nodes --no-headers | wc -l) nodes"
}

# A copy, so that secrets made for the check never lie in the tree.
overlays() {
  mkdir -p "$WORK/k8s"
  cp -r k8s/base k8s/overlays "$WORK/k8s/"
  cp -r compose "$WORK/"
  rm -rf "$WORK/k8s/overlays/dev/secrets" "$WORK/k8s/overlays/dev/.env"
  SLIPWAY_BUILD=never ./slipway secrets --dir "$WORK/k8s/overlays/dev" >/dev/null || skip "no secrets: ./slipway build comes first"
}

# Every real node says how much it has for containers' files; simulated ones may not.
nodes() {
  local node storage='{"ephemeral-storage":"100Gi"}'
  for node in $(kubectl get nodes -o jsonpath='{range .items[*]}{.metadata.name} {.status.allocatable.ephemeral-storage}{"\n"}{end}' | awk 'NF == 1'); do
    kubectl patch node "$node" --subresource=status -p "{\"status\":{\"capacity\":$storage,\"allocatable\":$storage}}" >/dev/null
  done
}

remove() { kubectl delete namespace slipway --ignore-not-found --wait --timeout=120s >/dev/null; }

# What production and gpu expect to exist, by the commands of docs/operations.md.
existing_secrets() {
  local from=$WORK/k8s/overlays/dev/secrets name
  kubectl apply -f k8s/base/namespace.yaml >/dev/null
  for name in $SECRETS; do
    kubectl -n slipway create secret generic "slipway-$name" --from-env-file="$from/$name.env" >/dev/null
  done
  kubectl -n slipway create secret generic slipway-bootstrap-keys \
    --from-file="$from/bootstrap-keys.json" >/dev/null
}

# A cluster without a storage provisioner binds no claim: volumes are made by hand there.
volumes() {
  local name
  [ -z "$(kubectl get storageclass -o name)" ] || return 0
  for name in data-postgres-0 data-object-store-0; do
    kubectl apply -f - >/dev/null <<EOF
apiVersion: v1
kind: PersistentVolume
metadata: {name: slipway-check-$name}
spec:
  capacity: {storage: 20Gi}
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  claimRef: {namespace: slipway, name: $name}
  hostPath: {path: /tmp/slipway-check-$name}
EOF
  done
}
no_volumes() {
  kubectl delete persistentvolume slipway-check-data-postgres-0 slipway-check-data-object-store-0 \
    --ignore-not-found --wait=false >/dev/null
}

apply() {
  kubectl apply --warnings-as-errors -k "$WORK/k8s/overlays/$1" >"$WORK/applied" 2>&1 \
    || fail "$1 is refused or warned of: $(cat "$WORK/applied")"
}
ready() { # OVERLAY
  local workload
  for workload in $(kubectl -n slipway get deployments,statefulsets -o name); do
    kubectl -n slipway rollout status "$workload" --timeout=90s >/dev/null 2>&1 || fail "$1: $workload is not ready"
  done
}
of_pods() { # NAME JSONPATH
  kubectl -n slipway get pods -l "app.kubernetes.io/name=$1" -o jsonpath="{range .items[*]}$2{'\n'}{end}"
}

# What kubectl calls "configured" it may have left as it was: the cluster counts what changed.
generations() {
  kubectl -n slipway get deployments,statefulsets,poddisruptionbudgets,networkpolicies \
    -o jsonpath='{range .items[*]}{.kind}/{.metadata.name} {.metadata.generation}{"\n"}{end}'
}

try() {
  local overlay=$1 differs before
  apply "$overlay"
  ok "$overlay: admitted without a warning, $(wc -l <"$WORK/applied") objects"
  ready "$overlay"
  ok "$overlay: ready, $(kubectl -n slipway get pods --no-headers | wc -l) pods"
  differs=$(kubectl diff -k "$WORK/k8s/overlays/$overlay") || fail "$overlay differs from what was applied: $differs"
  before=$(generations)
  apply "$overlay"
  [ "$(generations)" = "$before" ] || fail "$overlay is changed by a second apply"
  ok "$overlay: compared and applied again, nothing is left to change"
}

# An update in place: each Deployment gets another template and is ready again.
update() {
  local deployment
  for deployment in $(kubectl -n slipway get deployments -o name); do
    kubectl -n slipway patch "$deployment" -p '{"spec":{"template":{"metadata":{"annotations":{"check":"again"}}}}}' >/dev/null
  done
  ready "$1 after an update"
  ok "$1: each Deployment was rolled on"
}

cluster
nodes
overlays
remove
volumes
try dev
# A bare pod is refused: the namespace holds everybody to the level restricted.
said=$(kubectl -n slipway run intruder --image=any:1 --restart=Never 2>&1) && fail "a pod without a security context was admitted"
grep -q 'violates PodSecurity "restricted' <<<"$said" || fail "a bare pod was refused for another reason: $said"
ok "a pod that is not restricted is refused"
update dev

remove
existing_secrets
try production
for name in gateway replica; do
  [ "$(of_pods $name '{.spec.nodeName}' | sort -u | wc -l)" = 2 ] || fail "two of $name are on one node"
done
ok "production: two gateways and two replicas, on two nodes each"
update production

remove
existing_secrets
try gpu
of_pods replica '{.spec.containers[0].image} {.spec.containers[0].resources.limits.nvidia\.com/gpu} {.spec.nodeName}' >"$WORK/cards"
[ "$(grep -c -- '-cuda 1 .' "$WORK/cards")" = 2 ] || fail "replicas got no card each: $(cat "$WORK/cards")"
ok "gpu: each replica has a card and the image for it"

remove
no_volumes
echo "$PASSED passed, 0 failed"
