package dev.slipway.gateway.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.gateway.routing.FakeBreaker;
import dev.slipway.gateway.routing.ReplicaFleet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DocumentWatchTest {
    private final AppliedDocuments documents =
            new AppliedDocuments(new ReplicaFleet(_ -> new FakeBreaker()));

    private static RoutingDocument document(long epoch, long number) {
        return new RoutingDocument(new DocumentNumber(epoch, number), List.of(), List.of());
    }

    private static final class Memory implements DocumentKeeper<RoutingDocument> {
        @Nullable RoutingDocument kept;

        @Override
        public @Nullable RoutingDocument last() {
            return kept;
        }

        @Override
        public void keep(RoutingDocument document) {
            kept = document;
        }
    }

    private DocumentWatch<RoutingDocument> watch(
            DocumentSource<RoutingDocument> source, Memory memory, DocumentWatch.Pause pause) {
        return new DocumentWatch<>(
                source, memory, () -> documents.routing().number(), documents::apply, pause);
    }

    @Test
    void keepsWhatItAppliesAndNothingOlder() {
        Memory memory = new Memory();
        assertThat(watch(_ -> document(1, 5), memory, _ -> {}).step()).isTrue();
        assertThat(watch(_ -> document(1, 4), memory, _ -> {}).step()).isFalse();

        assertThat(documents.routing().number()).isEqualTo(new DocumentNumber(1, 5));
        assertThat(memory.kept).isEqualTo(document(1, 5));
    }

    @Test
    void aHigherEpochWinsWhateverTheNumber() {
        documents.apply(document(1, 500));

        assertThat(documents.apply(document(2, 1))).isTrue();
        assertThat(documents.apply(document(1, 501))).isFalse();
    }

    @Test
    void startsFromWhatIsKept() {
        Memory memory = new Memory();
        memory.kept = document(1, 7);

        watch(_ -> null, memory, _ -> {}).startFromKept();

        assertThat(documents.routing().number()).isEqualTo(new DocumentNumber(1, 7));
    }

    @Test
    void pausesLongerAndLongerUpToASecondWhileTheSourceIsAway() {
        List<Duration> pauses = new ArrayList<>();

        watch(
                        _ -> {
                            throw new IllegalStateException("away");
                        },
                        new Memory(),
                        pause -> {
                            pauses.add(pause);
                            if (pauses.size() == 8) {
                                throw new InterruptedException();
                            }
                        })
                .run();

        assertThat(pauses.getFirst()).isEqualTo(Duration.ofMillis(50));
        assertThat(pauses).isSorted();
        assertThat(pauses.getLast()).isEqualTo(Duration.ofSeconds(1));
    }

    /** What a revoked key may still do ends with the next document: nothing is waited for here. */
    @Test
    void asksForTheNextAtOnceWhenOneIsAppliedAndWhenNoneCame() {
        List<DocumentNumber> asked = new ArrayList<>();
        List<Integer> askedBeforeAPause = new ArrayList<>();

        watch(
                        applied -> {
                            asked.add(applied);
                            return switch (asked.size()) {
                                case 1 -> document(1, 1);
                                case 2 -> null;
                                case 3 -> document(1, 2);
                                case 4 -> document(1, 3);
                                default -> throw new IllegalStateException("away");
                            };
                        },
                        new Memory(),
                        _ -> {
                            askedBeforeAPause.add(asked.size());
                            throw new InterruptedException();
                        })
                .run();

        assertThat(askedBeforeAPause).containsExactly(5);
        assertThat(asked.stream().map(DocumentNumber::number)).containsExactly(0L, 1L, 1L, 2L, 3L);
    }

    @Test
    void pausesWhileTheSourceAnswersWithWhatIsOlder() {
        documents.apply(document(1, 9));
        List<Duration> pauses = new ArrayList<>();

        watch(
                        _ -> document(1, 2),
                        new Memory(),
                        pause -> {
                            pauses.add(pause);
                            if (pauses.size() == 3) {
                                throw new InterruptedException();
                            }
                        })
                .run();

        assertThat(pauses)
                .containsExactly(
                        Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200));
    }

    @Test
    void aReaderWaitsForTheNumberThatShowsTheWrite() {
        documents.apply(document(1, 1));
        CompletableFuture<Void> shown = documents.whenApplied(new DocumentNumber(1, 3));

        documents.apply(document(1, 2));
        assertThat(shown).isNotDone();
        documents.apply(document(1, 4));

        assertThat(shown).isDone();
        assertThat(documents.whenApplied(new DocumentNumber(1, 3))).isDone();
    }

    @Test
    void aReaderOfAccessIsNotShownByARoutingDocument() {
        CompletableFuture<Void> shown = documents.whenAccessApplied(new DocumentNumber(1, 3));

        documents.apply(document(1, 9));
        documents.apply(new AccessDocument(new DocumentNumber(1, 2), List.of()));
        assertThat(shown).isNotDone();
        documents.apply(new AccessDocument(new DocumentNumber(1, 3), List.of()));

        assertThat(shown).isDone();
        assertThat(documents.whenAccessApplied(new DocumentNumber(1, 1))).isDone();
    }
}
