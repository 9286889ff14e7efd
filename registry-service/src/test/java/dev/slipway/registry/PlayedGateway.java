package dev.slipway.registry;

import dev.slipway.contract.document.DocumentNumber;
import dev.slipway.contract.document.RoutingDocument;
import dev.slipway.contract.document.RoutingDocument.RoutedModel;
import dev.slipway.contract.document.RoutingDocument.RoutedReplica;
import dev.slipway.contract.document.RoutingDocument.RoutedVersion;
import dev.slipway.trust.Role;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A gateway that applies each document at once. */
final class PlayedGateway {
    final String bootId = UUID.randomUUID().toString();
    DocumentNumber applied = DocumentNumber.NONE;
    @Nullable RoutingDocument document;

    private RunningRegistry registry;

    PlayedGateway(RunningRegistry registry) {
        this.registry = registry;
    }

    void moveTo(RunningRegistry restarted) {
        registry = restarted;
    }

    HttpResponse<String> ask(String kind, DocumentNumber have, long waitMs) {
        return registry.internal(
                Role.GATEWAY,
                "GET",
                "/internal/v1/documents/%s?gateway=%s&epoch=%d&number=%d&wait_ms=%d"
                        .formatted(kind, bootId, have.epoch(), have.number(), waitMs),
                null);
    }

    HttpResponse<String> goodbye() {
        return registry.internal(
                Role.GATEWAY, "DELETE", "/internal/v1/documents/gateways/" + bootId, null);
    }

    /** One watch; what it brings is applied, but said only by the next. */
    boolean watch(long waitMs) {
        HttpResponse<String> answer = ask("routing", applied, waitMs);
        if (answer.statusCode() == 204) {
            return false;
        }
        RoutingDocument read = RunningRegistry.read(answer, RoutingDocument.class);
        document = read;
        applied = read.version();
        return true;
    }

    /** Applies all there is and says so. */
    RoutingDocument catchUp() {
        while (watch(0)) {}
        return Objects.requireNonNull(document);
    }

    Map<Integer, Integer> traffic(String model) {
        return catchUp().models().stream()
                .filter(one -> one.name().equals(model))
                .map(RoutedModel::versions)
                .flatMap(List::stream)
                .collect(Collectors.toMap(RoutedVersion::version, RoutedVersion::trafficPercent));
    }

    List<RoutedReplica> replicas() {
        return catchUp().replicas();
    }
}
