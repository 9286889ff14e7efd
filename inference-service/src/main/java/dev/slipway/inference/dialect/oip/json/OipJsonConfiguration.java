package dev.slipway.inference.dialect.oip.json;

import dev.slipway.inference.dialect.oip.OipCodec;

/** Offers the protocol's codec. */
public final class OipJsonConfiguration {
    private OipJsonConfiguration() {}

    public static OipCodec oipCodec() {
        return new OipJson();
    }
}
