#!/usr/bin/env bash
# Checks the overlays without a cluster: kustomize builds each, and k8s/check.py reads what comes
# out. On a control plane they are tried by e2e/deployment/kubernetes.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
SECRETS=slipway-trust-registry,slipway-trust-store,slipway-trust-gateway,slipway-trust-replica,slipway-trust-autoscaler,slipway-key-hash,slipway-registry-database,slipway-store-database,slipway-object-store,slipway-bootstrap-keys

skip() {
  echo "k8s/check.sh: SKIPPED: $*" >&2
  [ "${CI:-}" != true ] || exit 1
  exit "${SLIPWAY_SKIP_STATUS:-0}"
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
