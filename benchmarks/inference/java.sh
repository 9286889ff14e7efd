#!/bin/sh
# Runs one of the replica's benchmark classes: java.sh CLASS [ARGUMENT ...]
# MAVEN_PROFILES, such as -Pcuda, says which packaging of the runtime it gets.
set -e
cd "$(dirname "$0")/../.."
mvn -q -o ${MAVEN_PROFILES:-} -pl inference-service -am -DskipTests test-compile \
    dependency:build-classpath -Dmdep.outputFile=target/benchmark.classpath
cd inference-service
# The runtime's own telemetry dies of a long command line.
ORT_DISABLE_TELEMETRY=1 exec "${JAVA_HOME:?set JAVA_HOME to a JDK 25}/bin/java" \
    --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC \
    -cp "target/test-classes:target/classes:$(cat target/benchmark.classpath)" \
    "dev.slipway.inference.$@"
