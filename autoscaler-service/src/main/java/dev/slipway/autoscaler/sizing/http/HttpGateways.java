package dev.slipway.autoscaler.sizing.http;

import dev.slipway.autoscaler.signals.Gateways;
import dev.slipway.contract.signal.GatewayApi;
import dev.slipway.contract.signal.GatewayStatus;
import java.util.List;
import java.util.Optional;
import org.springframework.web.client.RestClientException;

/** The gateways that the registry knows; a failed call is an answer that did not come. */
final class HttpGateways implements Gateways {
    private final GatewayApi api;

    HttpGateways(GatewayApi api) {
        this.api = api;
    }

    @Override
    public Optional<List<GatewayStatus>> living() {
        try {
            return Optional.ofNullable(api.gateways());
        } catch (RestClientException away) {
            return Optional.empty();
        }
    }
}
