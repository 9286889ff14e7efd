package dev.slipway.broken.routing;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;

final class ValueInField {
    @Value("${limit}")
    @Nullable String limit;
}
