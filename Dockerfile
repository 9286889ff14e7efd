# One file for all services; the jars are those that ./slipway build makes, so no Maven runs here:
#   docker build --build-arg SERVICE=gateway-service -t slipway/gateway-service .
# The target "demo" is the one-shot job that deploys the bundled model.
# A replica for NVIDIA's cards takes the jar of ./slipway build --cuda and a base with CUDA 12 and
# cuDNN 9 beside the JRE; docs/operations.md has the three commands. That image was not run yet.
ARG BASE=eclipse-temurin:25-jre

FROM ${BASE} AS runtime
RUN groupadd --gid 10001 slipway \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/slipway \
        --shell /usr/sbin/nologin slipway \
    # Volumes that are mounted here belong to the service's user from the start.
    && mkdir -p /opt/slipway /var/lib/slipway/state /var/lib/slipway/cache /var/lib/slipway/objects \
    && chown -R 10001:10001 /var/lib/slipway
COPY compose/jvm.options compose/health /opt/slipway/
WORKDIR /opt/slipway
USER 10001:10001

FROM runtime AS demo
# What the commands that speak to a gateway need; the embedded database and object store do not.
COPY local/target/lib/contract-*.jar local/target/lib/trust-*.jar local/target/lib/supervision-*.jar \
    local/target/lib/jspecify-*.jar local/target/lib/picocli-*.jar local/target/lib/jackson-core-*.jar \
    local/target/lib/jackson-databind-*.jar local/target/lib/jackson-annotations-*.jar \
    local/target/lib/slf4j-api-*.jar local/target/lib/logback-*.jar \
    local/target/lib/langchain4j-embeddings-all-minilm-*.jar lib/
COPY local/target/local-*.jar app.jar
ENTRYPOINT ["java", "@/opt/slipway/jvm.options", "-cp", "/opt/slipway/app.jar:/opt/slipway/lib/*", \
    "dev.slipway.local.cli.Slipway"]
CMD ["demo", "--url", "http://gateway:8080"]

FROM ${BASE} AS layers
ARG SERVICE
WORKDIR /build
COPY ${SERVICE}/target/*-app.jar app.jar
RUN java -Djarmode=tools -jar app.jar extract --layers --destination layers
# How much of the container's memory the heap takes: natives, threads and buffers need the rest.
ARG HEAP_PERCENT=40
RUN echo "-XX:MaxRAMPercentage=${HEAP_PERCENT}.0" > heap.options

FROM runtime AS service
ARG SERVICE
# Whoever collects a container's output reads lines of JSON.
ENV SLIPWAY_LOG_FORMAT=json
LABEL org.opencontainers.image.title="slipway ${SERVICE}" \
    org.opencontainers.image.licenses="Apache-2.0"
COPY --from=layers /build/heap.options ./
# From what hardly ever changes to what each build changes.
COPY --from=layers /build/layers/dependencies/ ./
COPY --from=layers /build/layers/spring-boot-loader/ ./
COPY --from=layers /build/layers/snapshot-dependencies/ ./
COPY --from=layers /build/layers/application/ ./
# The JVM is process 1 and gets SIGTERM itself: services drain on it.
ENTRYPOINT ["java", "@/opt/slipway/jvm.options", "@/opt/slipway/heap.options", "-jar", \
    "/opt/slipway/app.jar"]
