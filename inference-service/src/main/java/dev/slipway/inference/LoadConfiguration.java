package dev.slipway.inference;

import dev.slipway.inference.batching.RunCounters;
import dev.slipway.inference.batching.RunThreads;
import dev.slipway.inference.batching.metrics.WorkerMetricsConfiguration;
import dev.slipway.inference.memory.NativeMemory;
import dev.slipway.inference.memory.RecentMemory;
import dev.slipway.inference.serving.InFlight;
import dev.slipway.inference.serving.RequestCounters;
import dev.slipway.inference.serving.metrics.ServingMetricsConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is known of the load, and the threads that bear it. */
@Configuration(proxyBeanMethods = false)
class LoadConfiguration {
    @Bean
    RunCounters runCounters() {
        return new RunCounters(System::nanoTime);
    }

    @Bean
    RunThreads runThreads(InferenceSettings settings, MeterRegistry meters) {
        RunThreads threads = RunThreads.of(settings.batching(), System::nanoTime);
        WorkerMetricsConfiguration.publish(meters, threads);
        return threads;
    }

    @Bean
    RequestCounters requestCounters() {
        return new RequestCounters();
    }

    @Bean
    InFlight inFlight() {
        return new InFlight();
    }

    @Bean
    RecentMemory recentMemory(NativeMemory memory) {
        return new RecentMemory(memory::free, System::nanoTime);
    }

    @Bean
    Executor bodyWorkers(InferenceSettings settings, MeterRegistry meters) {
        int threads = settings.serving().workers();
        int most = settings.serving().maxWaitingBodies();
        BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(most);
        ServingMetricsConfiguration.publishBodies(meters, waiting, most);
        ThreadPoolExecutor workers =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        0,
                        TimeUnit.SECONDS,
                        waiting,
                        Thread.ofPlatform().daemon().name("body-", 0).factory());
        // A thread begins as nice as the one that starts it, and engines' threads hand work on.
        workers.prestartAllCoreThreads();
        return workers;
    }
}
