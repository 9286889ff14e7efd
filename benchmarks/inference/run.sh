#!/bin/sh
# The replica beside ONNX Runtime called directly, in turns; prints ratios.
# Usage: benchmarks/inference/run.sh [batch=8] [slipway.engine.intra-op-threads=2] ...
set -e
cd "$(dirname "$0")/../.."
mvn -q -o -pl inference-service -DskipTests test-compile \
    dependency:build-classpath -Dmdep.outputFile=target/benchmark.classpath
cd inference-service
# The runtime's own telemetry dies of a long command line.
ORT_DISABLE_TELEMETRY=1 exec "${JAVA_HOME:?set JAVA_HOME to a JDK 25}/bin/java" \
    --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC \
    -cp "target/test-classes:target/classes:$(cat target/benchmark.classpath)" \
    dev.slipway.inference.ReplicaBenchmark "$@"
