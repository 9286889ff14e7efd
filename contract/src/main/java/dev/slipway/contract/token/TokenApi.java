package dev.slipway.contract.token;

import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/** What every service asks the registry first; the one internal call that needs no token. */
@HttpExchange("/internal/v1/tokens")
public interface TokenApi {
    @PostExchange
    EnrolmentReply enrol(@RequestBody EnrolmentRequest request);
}
