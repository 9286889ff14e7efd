package dev.slipway.store.refusal.http;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** How refusals leave. */
@Configuration(proxyBeanMethods = false)
@Import({RefusalAdvice.class, ContainerErrors.class})
public class RefusalConfiguration {}
