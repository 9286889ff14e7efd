#!/bin/sh
# The replica beside ONNX Runtime called directly, in turns; prints ratios.
# Usage: benchmarks/inference/run.sh [batch=8] [slipway.engine.intra-op-threads=2] ...
exec "$(dirname "$0")/java.sh" ReplicaBenchmark "$@"
