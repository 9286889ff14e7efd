package dev.slipway.inference.cache;

import java.nio.ByteBuffer;

/** A SHA-256 of all that an answer depends on: what has the same is taken for equal. */
record AnswerKey(long first, long second, long third, long fourth) {
    static AnswerKey of(byte[] sha256) {
        ByteBuffer bytes = ByteBuffer.wrap(sha256);
        return new AnswerKey(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }
}
