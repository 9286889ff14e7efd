#!/bin/sh
# The replica's hot paths alone, by JMH: microseconds and allocated bytes of a call.
# usage: benchmarks/jmh.sh [REGEX] [options of JMH, such as -f 3, -p floats=4; -l lists, -h tells all]
# Needs Maven 3.9.6 or newer (or one that ./slipway build has fetched) and a JDK 25 in JAVA_HOME.
set -eu
cd "$(dirname "$0")/.."
mvn=${MVN:-mvn}
for fetched in "${XDG_CACHE_HOME:-$HOME/.cache}"/slipway/apache-maven-*/bin/mvn; do
    [ -n "${MVN:-}" ] || [ ! -x "$fetched" ] || mvn=$fetched
done
"$mvn" -B -ntp -q -pl inference-service -am -DskipTests -Dspotless.check.skip=true test-compile \
    dependency:build-classpath -Dmdep.outputFile=target/benchmark.classpath
cd inference-service
# The heap and collector that a replica has; JMH's forks take over what is given here.
exec "${JAVA_HOME:?set JAVA_HOME to a JDK 25}/bin/java" \
    -Xms32m -Xmn24m -Xmx384m -XX:+UseSerialGC -XX:+UseCompactObjectHeaders \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "target/test-classes:target/classes:$(cat target/benchmark.classpath)" \
    org.openjdk.jmh.Main -prof gc "$@"
