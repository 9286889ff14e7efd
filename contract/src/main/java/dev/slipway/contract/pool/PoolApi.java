package dev.slipway.contract.pool;

import java.util.List;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;

/** What the autoscaler asks the registry. */
@HttpExchange("/internal/v1/pools")
public interface PoolApi {
    @GetExchange
    List<PoolStatus> pools();
}
