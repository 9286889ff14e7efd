package dev.slipway.registry.gateway.http;

import dev.slipway.contract.signal.GatewayStatus;
import dev.slipway.registry.gateway.GatewayLeases;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The server's side of {@link dev.slipway.contract.signal.GatewayApi}. */
@RestController
class GatewayStatusController {
    private final GatewayLeases leases;

    GatewayStatusController(GatewayLeases leases) {
        this.leases = leases;
    }

    @GetMapping("/internal/v1/gateways")
    List<GatewayStatus> gateways() {
        return leases.living();
    }
}
