#!/bin/sh
# The replica's engine on a card beside ONNX Runtime called directly on it, over sizes of batches.
# Usage: benchmarks/inference/card.sh cuda [encoder.onnx ...]   (MiniLM where none is named)
set -e
cd "$(dirname "$0")/../.."
mvn -q -o -Pcuda -pl inference-service -DskipTests test-compile \
    dependency:build-classpath -Dmdep.outputFile=target/benchmark.classpath
cd inference-service
# The runtime's own telemetry dies of a long command line.
ORT_DISABLE_TELEMETRY=1 exec "${JAVA_HOME:?set JAVA_HOME to a JDK 25}/bin/java" \
    --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC \
    -cp "target/test-classes:target/classes:$(cat target/benchmark.classpath)" \
    dev.slipway.inference.CardBenchmark "$@"
