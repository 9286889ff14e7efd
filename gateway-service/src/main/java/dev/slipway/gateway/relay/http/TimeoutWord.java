package dev.slipway.gateway.relay.http;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;

/** A cheap look whether a body may name a timeout, so that hardly any body is parsed for it. */
final class TimeoutWord implements ByteProcessor {
    private static final byte[] WORD = "\"timeout\"".getBytes(StandardCharsets.US_ASCII);

    private int matched;

    private TimeoutWord() {}

    /** Looks at so many of the first bytes. */
    static boolean isIn(ByteBuf body, int length) {
        return body.forEachByte(body.readerIndex(), length, new TimeoutWord()) >= 0;
    }

    @Override
    public boolean process(byte next) {
        if (next == WORD[matched]) {
            return ++matched < WORD.length;
        }
        matched = next == WORD[0] ? 1 : 0;
        return true;
    }
}
