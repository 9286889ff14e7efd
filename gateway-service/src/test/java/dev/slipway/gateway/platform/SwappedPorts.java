package dev.slipway.gateway.platform;

import java.util.function.UnaryOperator;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Puts something else in the place of what stands at a port. */
record SwappedPorts(UnaryOperator<Object> ports) implements BeanPostProcessor {
    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return ports.apply(bean);
    }
}
