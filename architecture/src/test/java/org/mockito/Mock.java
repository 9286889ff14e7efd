package org.mockito;

/** Stands for Mockito's own. */
public @interface Mock {}
