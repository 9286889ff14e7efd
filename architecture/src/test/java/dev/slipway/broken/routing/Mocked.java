package dev.slipway.broken.routing;

import org.mockito.Mock;

@Mock
final class Mocked {}
