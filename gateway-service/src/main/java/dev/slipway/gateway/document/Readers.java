package dev.slipway.gateway.document;

import dev.slipway.contract.document.DocumentNumber;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Who wrote something and waits for the document, of one kind, that shows it. */
final class Readers {
    private record Reader(DocumentNumber number, CompletableFuture<Void> shown) {}

    private final Supplier<DocumentNumber> applied;
    private final List<Reader> waiting = new ArrayList<>();

    /** The supplier is asked from any thread. */
    Readers(Supplier<DocumentNumber> applied) {
        this.applied = applied;
    }

    /** Completes when the applied document is at least this one; cancel to stop waiting. */
    CompletableFuture<Void> whenApplied(DocumentNumber number) {
        CompletableFuture<Void> shown = new CompletableFuture<>();
        Reader reader = new Reader(number, shown);
        synchronized (waiting) {
            waiting.add(reader);
        }
        var _ =
                shown.whenComplete((_, _) -> {
                    synchronized (waiting) {
                        waiting.remove(reader);
                    }
                });
        if (applied.get().isAtLeast(number)) {
            shown.complete(null);
        }
        return shown;
    }

    /** To be called after a newer document is applied, without a lock. */
    void wake() {
        DocumentNumber now = applied.get();
        List<CompletableFuture<Void>> shown = new ArrayList<>();
        synchronized (waiting) {
            for (Iterator<Reader> all = waiting.iterator(); all.hasNext(); ) {
                Reader reader = all.next();
                if (now.isAtLeast(reader.number())) {
                    all.remove();
                    shown.add(reader.shown());
                }
            }
        }
        for (CompletableFuture<Void> reader : shown) {
            reader.complete(null);
        }
    }
}
