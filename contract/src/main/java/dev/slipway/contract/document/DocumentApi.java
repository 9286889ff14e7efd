package dev.slipway.contract.document;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.DeleteExchange;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/**
 * The gateway's watch. Both calls answer at once when the registry has a document other than the
 * one named by epoch and number, else after {@code waitMs} with the same number and no change; each
 * call renews the gateway's lease and records what it has applied.
 */
@HttpExchange("/internal/v1/documents")
public interface DocumentApi {
    /**
     * Null (204) when nothing changed within the wait.
     *
     * @param signalAddress host:port where the autoscaler hears this gateway's load; null where it
     *     cannot
     */
    @GetExchange("/routing")
    @Nullable RoutingDocument routing(
            @RequestParam("gateway") String gatewayBootId,
            @RequestParam("epoch") long appliedEpoch,
            @RequestParam("number") long appliedNumber,
            @RequestParam("wait_ms") long waitMs,
            @RequestParam(name = "signal_address", required = false)
                    @Nullable String signalAddress);

    /** Null (204) when nothing changed within the wait. */
    @GetExchange("/access")
    @Nullable AccessDocument access(
            @RequestParam("gateway") String gatewayBootId,
            @RequestParam("epoch") long appliedEpoch,
            @RequestParam("number") long appliedNumber,
            @RequestParam("wait_ms") long waitMs);

    /**
     * The gateway's goodbye: it has drained and asks no more, so nobody need wait until it has
     * applied a document. Unknown boot ids are no error; a later watch makes it known again.
     */
    @DeleteExchange("/gateways/{gateway}")
    void goodbye(@PathVariable("gateway") String gatewayBootId);

    /** Which keys were used since the last such report; a gateway says so each minute. */
    @PostExchange("/keys-used")
    void keysUsed(@RequestBody UsedKeys used);
}
