package dev.slipway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.gateway.document.DocumentKeeper;
import dev.slipway.gateway.document.DocumentSource;
import dev.slipway.gateway.document.DocumentWatch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DoorLoopsTest {
    private static final class Nothing implements DocumentKeeper<String> {
        @Override
        public @Nullable String last() {
            return null;
        }

        @Override
        public void keep(String document) {}
    }

    private static DocumentWatch<String> watch(DocumentSource<String> source) {
        return new DocumentWatch<>(
                source, new Nothing(), () -> DocumentNumber.NONE, _ -> true, Thread::sleep);
    }

    private static DocumentSource<String> away() {
        return _ -> {
            throw new IllegalStateException("away");
        };
    }

    private static DocumentSource<String> fatal() {
        return _ -> {
            throw new StackOverflowError();
        };
    }

    private static boolean halts(
            DocumentWatch<String> routing, DocumentWatch<String> access, Runnable tick)
            throws InterruptedException {
        CountDownLatch halted = new CountDownLatch(1);
        DoorLoops loops = new DoorLoops(routing, access, () -> {}, tick, halted::countDown);
        loops.start();
        try {
            return halted.await(10, TimeUnit.SECONDS);
        } finally {
            loops.stop();
        }
    }

    @Test
    void anErrorInAWatchEndsTheProcess() throws InterruptedException {
        assertThat(halts(watch(fatal()), watch(away()), () -> {})).isTrue();
        assertThat(halts(watch(away()), watch(fatal()), () -> {})).isTrue();
    }

    @Test
    void anErrorInATickEndsTheProcess() throws InterruptedException {
        assertThat(
                        halts(
                                watch(away()),
                                watch(away()),
                                () -> {
                                    throw new StackOverflowError();
                                }))
                .isTrue();
    }

    @Test
    void saysGoodbyeOnceAndAfterTheWatchesHaveEnded() throws InterruptedException {
        List<String> told = new CopyOnWriteArrayList<>();
        CountDownLatch asking = new CountDownLatch(2);
        DocumentSource<String> source =
                _ -> {
                    asking.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException stopped) {
                        told.add("over");
                        Thread.currentThread().interrupt();
                    }
                    throw new IllegalStateException("interrupted");
                };
        DoorLoops loops =
                new DoorLoops(
                        watch(source),
                        watch(source),
                        () -> told.add("goodbye"),
                        () -> {},
                        () -> {});
        loops.start();
        assertThat(asking.await(10, TimeUnit.SECONDS)).isTrue();

        loops.stop();

        assertThat(told).containsExactly("over", "over", "goodbye");
    }
}
