package dev.slipway.store.upload.http;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The upload route of the admin API. */
@Configuration(proxyBeanMethods = false)
@Import(UploadController.class)
public class UploadHttpConfiguration {}
