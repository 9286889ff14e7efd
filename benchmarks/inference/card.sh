#!/bin/sh
# The replica's engine on a card beside ONNX Runtime called directly on it, over sizes of batches.
# Usage: benchmarks/inference/card.sh cuda [encoder.onnx ...]   (MiniLM where none is named)
MAVEN_PROFILES=-Pcuda exec "$(dirname "$0")/java.sh" CardBenchmark "$@"
