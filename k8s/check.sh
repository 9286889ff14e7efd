#!/usr/bin/env bash
# Checks the overlays: k8s/check.sh [--cluster]
#
# Without a cluster: kustomize builds each, and k8s/check.py reads what comes out.
# With --cluster: KUBECONFIG names a cluster for tests, on which the namespace slipway is made and
# removed. Each overlay is applied, admitted without a warning, becomes ready and shows no difference
# when compared again. A control plane with simulated nodes does; images are not pulled there.
set -euo pipefail
cd "$(dirname "$0")/.."
SECRETS=slipway-trust,slipway-key-hash,slipway-registry-database,slipway-store-database,slipway-object-store,slipway-bootstrap-keys

skip() {
  echo "k8s/check.sh: SKIPPED: $*" >&2
  [ "${CI:-}" != true ] || exit 1
  exit 0
}
command -v kubectl >/dev/null || skip "kubectl is not installed"

# A copy, so that secrets made for the check never lie in the tree.
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
mkdir -p "$WORK/k8s"
cp -r k8s/base k8s/overlays "$WORK/k8s/"
cp -r compose "$WORK/"
rm -rf "$WORK/k8s/overlays/dev/secrets" "$WORK/k8s/overlays/dev/.env"
./slipway secrets --dir "$WORK/k8s/overlays/dev" >/dev/null

for overlay in dev production gpu; do
  kubectl kustomize "$WORK/k8s/overlays/$overlay" >"$WORK/$overlay.yaml"
  known=$SECRETS
  [ "$overlay" != dev ] || known=
  status=0
  python3 k8s/check.py --secrets "$known" <"$WORK/$overlay.yaml" >"$WORK/$overlay.said" || status=$?
  [ "$status" != 3 ] || skip "$(cat "$WORK/$overlay.said")"
  sed "s/^/$overlay: /" "$WORK/$overlay.said"
  [ "$status" = 0 ] || exit 1
  if command -v kubernetes-validate >/dev/null; then
    kubernetes-validate --strict "$WORK/$overlay.yaml" >"$WORK/$overlay.schema" 2>&1 \
      || { grep -v passed "$WORK/$overlay.schema"; exit 1; }
    echo "$overlay: every object fits its schema"
  else
    echo "$overlay: schemas are not checked (pip install kubernetes-validate)"
  fi
done
[ "${1:-}" = --cluster ] || exit 0

kubectl --request-timeout=10s get --raw /readyz >/dev/null || skip "KUBECONFIG names no cluster that answers"

remove() { kubectl delete namespace slipway --ignore-not-found --wait --timeout=120s >/dev/null; }
fail() {
  echo "k8s/check.sh: $*" >&2
  kubectl -n slipway get pods -o wide >&2 || true
  kubectl -n slipway get events --sort-by=.lastTimestamp 2>/dev/null | tail -n 15 >&2 || true
  exit 1
}

# What production expects to exist, from the files that ./slipway secrets makes.
existing_secrets() {
  local from=$WORK/k8s/overlays/dev/secrets name
  for name in trust key-hash registry-database store-database object-store; do
    kubectl -n slipway create secret generic "slipway-$name" --from-env-file="$from/$name.env" >/dev/null
  done
  kubectl -n slipway create secret generic slipway-bootstrap-keys \
    --from-file="$from/bootstrap-keys.json" >/dev/null
}

# A cluster without a storage provisioner binds no claim: volumes are made by hand there.
volumes() {
  local name
  for name in data-postgres-0 data-object-store-0; do
    kubectl apply -f - >/dev/null <<EOF
apiVersion: v1
kind: PersistentVolume
metadata: {name: slipway-check-$name}
spec:
  capacity: {storage: 20Gi}
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Delete
  claimRef: {namespace: slipway, name: $name}
  hostPath: {path: /tmp/slipway-check-$name}
EOF
  done
}

apply() {
  kubectl apply -k "$WORK/k8s/overlays/$1" >"$WORK/applied" 2>&1 || fail "$1 is refused: $(cat "$WORK/applied")"
  ! grep -i warning "$WORK/applied" || fail "$1 is admitted with a warning"
}

for overlay in dev production gpu; do
  remove
  if [ "$overlay" = dev ]; then
    [ -n "$(kubectl get storageclass -o name)" ] || volumes
  else
    kubectl apply -f k8s/base/namespace.yaml >/dev/null
    existing_secrets
  fi
  apply "$overlay"
  for workload in $(kubectl -n slipway get deployments,statefulsets -o name); do
    kubectl -n slipway rollout status "$workload" --timeout=90s >/dev/null || fail "$overlay: $workload is not ready"
  done
  kubectl diff -k "$WORK/k8s/overlays/$overlay" || fail "$overlay differs from what was applied"
  apply "$overlay"
  ! grep -v unchanged "$WORK/applied" || fail "$overlay is changed by a second apply"
  echo "$overlay: applied without a warning, ready, nothing left to change: $(kubectl -n slipway get pods --no-headers | wc -l) pods"
done

# A bare pod is refused: the namespace holds everybody to the level restricted.
! kubectl -n slipway run intruder --image=any:1 --restart=Never >/dev/null 2>&1 || fail "a pod without a security context was admitted"
echo "a pod that is not restricted is refused"
remove
kubectl delete persistentvolume slipway-check-data-postgres-0 slipway-check-data-object-store-0 --ignore-not-found --wait=false >/dev/null
