package dev.slipway.contract.signal;

import java.util.List;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;

/** Where the autoscaler finds the gateways. */
@HttpExchange("/internal/v1/gateways")
public interface GatewayApi {
    /** All that are not silent. */
    @GetExchange
    List<GatewayStatus> gateways();
}
