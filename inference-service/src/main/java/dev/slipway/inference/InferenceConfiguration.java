package dev.slipway.inference;

import dev.slipway.inference.admission.metrics.AdmissionMetricsConfiguration;
import dev.slipway.inference.artefact.ArtefactSource;
import dev.slipway.inference.artefact.CacheBound;
import dev.slipway.inference.artefact.CacheUpkeep;
import dev.slipway.inference.artefact.PackageFetcher;
import dev.slipway.inference.artefact.http.StoreHttpConfiguration;
import dev.slipway.inference.artefact.json.ManifestJsonConfiguration;
import dev.slipway.inference.assignment.HeartbeatLoop;
import dev.slipway.inference.assignment.Registry;
import dev.slipway.inference.assignment.RegistryContact;
import dev.slipway.inference.assignment.ReplicaLife;
import dev.slipway.inference.assignment.http.RegistryHttpConfiguration;
import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.batching.RunThreads;
import dev.slipway.inference.cache.ResponseCache;
import dev.slipway.inference.cache.metrics.CacheMetricsConfiguration;
import dev.slipway.inference.card.EngineCache;
import dev.slipway.inference.dialect.oip.OipCodec;
import dev.slipway.inference.dialect.oip.json.OipJsonConfiguration;
import dev.slipway.inference.dialect.oip.protobuf.OipProtobufConfiguration;
import dev.slipway.inference.dialect.openai.EmbeddingsCodec;
import dev.slipway.inference.dialect.openai.json.OpenAiJsonConfiguration;
import dev.slipway.inference.drain.Drain;
import dev.slipway.inference.engine.EngineFactory;
import dev.slipway.inference.engine.Hardware;
import dev.slipway.inference.engine.PlanFiles;
import dev.slipway.inference.memory.MemoryReading;
import dev.slipway.inference.memory.NativeMemory;
import dev.slipway.inference.memory.RecentMemory;
import dev.slipway.inference.memory.metrics.MemoryMetricsConfiguration;
import dev.slipway.inference.model.LoadedModels;
import dev.slipway.inference.model.MergeTrial;
import dev.slipway.inference.model.VersionLoader;
import dev.slipway.inference.model.WarmUp;
import dev.slipway.inference.model.metrics.ModelMetricsConfiguration;
import dev.slipway.inference.serving.DataPlane;
import dev.slipway.inference.serving.Door;
import dev.slipway.inference.serving.InFlight;
import dev.slipway.inference.serving.LoadReport;
import dev.slipway.inference.serving.RequestCounters;
import dev.slipway.inference.serving.TextCodecs;
import dev.slipway.inference.serving.http.DataPlaneConfiguration;
import dev.slipway.inference.serving.metrics.ServingMetricsConfiguration;
import dev.slipway.inference.signals.ReplicaLoad;
import dev.slipway.inference.signals.http.SignalsHttpConfiguration;
import dev.slipway.inference.task.TaskLoader;
import dev.slipway.inference.task.huggingface.TokenizersConfiguration;
import dev.slipway.inference.task.json.SentenceTransformersConfiguration;
import dev.slipway.inference.tensor.BufferPool;
import dev.slipway.telemetry.Tracing;
import dev.slipway.telemetry.otel.OtlpTracing;
import dev.slipway.trust.Role;
import dev.slipway.trust.ServiceTokens;
import dev.slipway.trust.Wallet;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Domain objects, each made of its settings and its ports. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(InferenceSettings.class)
class InferenceConfiguration {
    @Bean
    ReplicaLife replicaLife() {
        return new ReplicaLife();
    }

    @Bean
    OipCodec oipCodec() {
        return OipJsonConfiguration.oipCodec();
    }

    @Bean
    EmbeddingsCodec embeddingsCodec() {
        return OpenAiJsonConfiguration.embeddingsCodec();
    }

    @Bean
    Semaphore heartbeatWakeUps() {
        return new Semaphore(0);
    }

    @Bean
    ResponseCache responseCache(
            InferenceSettings settings, MeterRegistry meters, PrometheusRegistry pages) {
        ResponseCache cache = new ResponseCache(settings.responseCache(), System::nanoTime);
        CacheMetricsConfiguration.publish(meters, pages, cache);
        return cache;
    }

    @Bean
    NativeMemory nativeMemory(
            InferenceSettings settings, MeterRegistry meters, PrometheusRegistry pages) {
        NativeMemory memory = new NativeMemory(MemoryReading.ofThisProcess(), settings.memory());
        MemoryMetricsConfiguration.publish(meters, pages, memory);
        return memory;
    }

    @Bean
    LoadedModels loadedModels(
            InferenceSettings settings,
            Wallet wallet,
            EngineFactory engines,
            ResponseCache responses,
            RunCounters counters,
            RequestCounters requests,
            NativeMemory memory,
            BufferPool buffers,
            RunThreads threads,
            Semaphore heartbeatWakeUps,
            MeterRegistry meters)
            throws IOException {
        Path cache = settings.artefact().cacheDirectory();
        Path natives = cache.resolve("native");
        ArtefactSource store =
                StoreHttpConfiguration.artefactSource(
                        settings.peers().storeUrl(),
                        wallet.towards(Role.STORE),
                        settings.peers().connectTimeout(),
                        settings.peers().readTimeout());
        VersionLoader loader =
                new VersionLoader(
                        new PackageFetcher(
                                store,
                                ManifestJsonConfiguration.manifestReader(),
                                settings.artefact(),
                                InstantSource.system()),
                        engines,
                        new TaskLoader(
                                TokenizersConfiguration.tokenizerFactory(natives),
                                SentenceTransformersConfiguration.reader(),
                                SentenceTransformersConfiguration.classifierReader()),
                        new WarmUp(settings.model().warmUp(), System::nanoTime),
                        new MergeTrial(settings.model().warmUp()),
                        settings.engine(),
                        settings.admission(),
                        counters,
                        memory,
                        new PlanFiles(
                                cache.resolve("plans"),
                                Hardware.ofThisMachine(engines.runtime()),
                                InstantSource.system()),
                        buffers,
                        threads);
        AdmissionMetricsConfiguration.publish(meters, loader.heap(), loader.outside());
        return new LoadedModels(
                loader,
                settings.model(),
                responses,
                System::nanoTime,
                id -> {
                    counters.drop(new RunCounters.Version(id.model(), id.version()));
                    requests.drop(id);
                },
                heartbeatWakeUps::release);
    }

    @Bean(initMethod = "start")
    CacheUpkeep cacheUpkeep(
            InferenceSettings settings,
            LoadedModels models,
            EngineCache built,
            MeterRegistry meters) {
        CacheUpkeep upkeep =
                new CacheUpkeep(
                        new CacheBound(
                                settings.artefact().cacheDirectory(), InstantSource.system()),
                        models::seals,
                        settings.artefact().maxCacheBytes(),
                        built::tend);
        Gauge.builder("slipway.cache.bytes", upkeep, CacheUpkeep::bytes)
                .description("Bytes of artefacts in the cache that the machine's replicas share")
                .register(meters);
        return upkeep;
    }

    @Bean
    Door door(
            InferenceSettings settings,
            ServiceTokens tokens,
            ReplicaLife life,
            LoadedModels models,
            OipCodec oip,
            EmbeddingsCodec embeddings,
            InFlight inFlight,
            RequestCounters counters,
            RunCounters runs,
            RecentMemory memory,
            Executor bodyWorkers) {
        return new Door(
                tokens,
                settings.replica().instance(),
                life,
                models,
                models,
                settings.admission(),
                oip,
                OipProtobufConfiguration.oipCodec(),
                new TextCodecs(
                        embeddings,
                        OpenAiJsonConfiguration.rerankCodec(),
                        OpenAiJsonConfiguration.similarityCodec(),
                        OpenAiJsonConfiguration.classifyCodec()),
                inFlight,
                counters,
                runs,
                new LoadReport(runs, memory),
                bodyWorkers,
                System::nanoTime);
    }

    @Bean(destroyMethod = "close")
    Tracing tracing(InferenceSettings settings, Environment environment) {
        return OtlpTracing.start(
                "replica", settings.replica().instance().toString(), environment::getProperty);
    }

    @Bean(destroyMethod = "stop")
    DataPlane dataPlane(
            InferenceSettings settings,
            Door door,
            ReplicaLife life,
            OipCodec oip,
            EmbeddingsCodec embeddings,
            ServiceTokens tokens,
            InFlight inFlight,
            RunCounters runs,
            LoadedModels models,
            RecentMemory memory,
            Tracing tracing,
            RequestCounters requests) {
        ReplicaLoad load =
                new ReplicaLoad(settings.replica().instance(), inFlight, runs, models, memory);
        return DataPlaneConfiguration.dataPlane(
                settings.serving(),
                door,
                life,
                oip,
                OipProtobufConfiguration.oipCodec(),
                embeddings,
                SignalsHttpConfiguration.route(tokens, load),
                tracing,
                requests);
    }

    @Bean
    Registry registry(InferenceSettings settings, Wallet wallet, RegistryContact contact) {
        return contact.noting(
                RegistryHttpConfiguration.registry(
                        settings.peers().registryUrl(),
                        wallet.towards(Role.REGISTRY),
                        settings.peers().connectTimeout(),
                        settings.peers().readTimeout()));
    }

    @Bean(destroyMethod = "close")
    Replica replica(
            InferenceSettings settings,
            DataPlane dataPlane,
            Registry registry,
            LoadedModels models,
            ReplicaLife life,
            InFlight inFlight,
            Semaphore heartbeatWakeUps,
            Tracing tracing,
            MeterRegistry meters,
            PrometheusRegistry pages,
            RunCounters runs,
            RequestCounters requests) {
        ServingMetricsConfiguration.publish(meters, runs, requests, inFlight);
        ModelMetricsConfiguration.publish(meters, pages, models);
        ServingMetricsConfiguration.publishVersions(pages, runs, requests, inFlight);
        return new Replica(
                settings.replica(),
                settings.serving().bind(),
                dataPlane,
                identity ->
                        new HeartbeatLoop(
                                registry,
                                models,
                                life,
                                identity,
                                settings.admission().maxRequests(),
                                settings.heartbeat(),
                                heartbeatWakeUps),
                loop -> new Drain(life, loop, inFlight, settings.drain()),
                tracing);
    }
}
