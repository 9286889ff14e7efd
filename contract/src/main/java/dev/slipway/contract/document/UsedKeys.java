package dev.slipway.contract.document;

import java.util.List;

/**
 * Keys that a gateway let in.
 *
 * @param prefixes each once, at most 1,000 in one report; unknown ones are ignored
 */
public record UsedKeys(List<String> prefixes) {}
