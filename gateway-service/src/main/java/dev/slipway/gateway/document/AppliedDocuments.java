package dev.slipway.gateway.document;

import dev.slipway.contract.document.AccessDocument;
import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.gateway.access.Keyring;
import dev.slipway.gateway.routing.ReplicaFleet;
import dev.slipway.gateway.routing.RoutingTable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The two documents that are applied, each by one reference swap; an older one is ignored. Whoever
 * wrote something waits here for the document that shows it.
 */
public final class AppliedDocuments {
    private final ReplicaFleet fleet;
    private final Readers ofRouting = new Readers(() -> routing().number());
    private final Readers ofAccess = new Readers(() -> keyring().number());
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile RoutingTable routing;
    private volatile Keyring keyring = Keyring.EMPTY;

    public AppliedDocuments(ReplicaFleet fleet) {
        this.fleet = fleet;
        this.routing =
                RoutingTable.of(
                        new RoutingDocument(DocumentNumber.NONE, List.of(), List.of()), fleet);
    }

    /** Is told after each newer routing document. */
    public void onRouting(Runnable listener) {
        listeners.add(listener);
    }

    public RoutingTable routing() {
        return routing;
    }

    public Keyring keyring() {
        return keyring;
    }

    /** Whether there is enough to answer anybody. */
    public boolean isComplete() {
        return !routing.number().equals(DocumentNumber.NONE)
                && !keyring.number().equals(DocumentNumber.NONE);
    }

    /** False when the document is not newer than the applied one. */
    public boolean apply(RoutingDocument document) {
        synchronized (this) {
            if (document.version().compareTo(routing.number()) <= 0) {
                return false;
            }
            routing = RoutingTable.of(document, fleet);
            fleet.retain(document);
        }
        listeners.forEach(Runnable::run);
        ofRouting.wake();
        return true;
    }

    /** False when the document is not newer than the applied one. */
    public boolean apply(AccessDocument document) {
        synchronized (this) {
            if (document.version().compareTo(keyring.number()) <= 0) {
                return false;
            }
            keyring = Keyring.of(document);
        }
        ofAccess.wake();
        return true;
    }

    /** Completes when the applied routing document is at least this one; cancel to stop waiting. */
    public CompletableFuture<Void> whenApplied(DocumentNumber number) {
        return ofRouting.whenApplied(number);
    }

    /** The same for the access document. */
    public CompletableFuture<Void> whenAccessApplied(DocumentNumber number) {
        return ofAccess.whenApplied(number);
    }
}
