package dev.slipway.inference.dialect.oip.protobuf;

import dev.slipway.inference.dialect.oip.OipCodec;

/** Offers the codec of the protocol's gRPC form. */
public final class OipProtobufConfiguration {
    private OipProtobufConfiguration() {}

    public static OipCodec oipCodec() {
        return new OipProtobuf();
    }
}
