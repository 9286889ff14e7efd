package dev.slipway.store.artefact.http;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The routes of replicas. */
@Configuration(proxyBeanMethods = false)
@Import(ArtefactController.class)
public class ArtefactHttpConfiguration {}
