package dev.slipway.inference.cache;

import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.tensor.Elements;
import dev.slipway.inference.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes keys of requests, one after the other; of one thread.
 *
 * <p>The hash is a cryptographic one because clients choose what goes in: of a weaker one somebody
 * could make two requests with one key, and have others answered with what they did not ask. Each
 * text and each list goes in behind its length, so that no two requests look alike before they are
 * hashed. Numbers go in as their bits: 0 and -0 differ, and so do two NaN.
 */
final class RequestDigest {
    private static final int BYTES = 4096;

    private final MessageDigest sha256 = sha256();
    private final byte[] bytes = new byte[BYTES];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /**
     * The key of a request; in which order it names inputs and outputs makes no difference.
     *
     * @param seal of the version
     * @param tenant whose answers they are; null where they are everybody's, which is the key of no
     *     tenant
     */
    AnswerKey of(String seal, @Nullable String tenant, EngineRequest request) {
        text(seal);
        number(tenant == null ? 0 : 1);
        text(tenant == null ? "" : tenant);
        String[] outputs = sorted(request.outputs());
        number(outputs.length);
        for (String output : outputs) {
            text(output);
        }
        Map<String, Tensor> inputs = request.inputs();
        number(inputs.size());
        for (String input : sorted(inputs.keySet())) {
            text(input);
            tensor(Objects.requireNonNull(inputs.get(input)));
        }
        flush();
        return AnswerKey.of(sha256.digest());
    }

    private static String[] sorted(Collection<String> names) {
        String[] sorted = names.toArray(new String[0]);
        Arrays.sort(sorted);
        return sorted;
    }

    /** How many elements follow is what the shape says. */
    private void tensor(Tensor tensor) {
        text(tensor.type().name());
        number(tensor.rank());
        for (long dimension : tensor.shape()) {
            number(dimension);
        }
        switch (tensor.data()) {
            case String[] texts -> {
                for (String text : texts) {
                    text(text);
                }
            }
            case boolean[] flags -> {
                for (boolean flag : flags) {
                    makeRoom(Byte.BYTES);
                    buffer.put((byte) (flag ? 1 : 0));
                }
            }
            default -> memory(Elements.memoryOf(tensor.data()));
        }
    }

    private void memory(MemorySegment memory) {
        flush();
        for (long at = 0; at < memory.byteSize(); at += BYTES) {
            int count = (int) Math.min(BYTES, memory.byteSize() - at);
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at, bytes, 0, count);
            sha256.update(bytes, 0, count);
        }
    }

    /** As its characters: bytes in UTF-8 would make texts alike that have broken ones. */
    private void text(String text) {
        number(text.length());
        for (int i = 0; i < text.length(); i++) {
            makeRoom(Character.BYTES);
            buffer.putChar(text.charAt(i));
        }
    }

    private void number(long value) {
        makeRoom(Long.BYTES);
        buffer.putLong(value);
    }

    private void makeRoom(int count) {
        if (buffer.remaining() < count) {
            flush();
        }
    }

    private void flush() {
        sha256.update(bytes, 0, buffer.position());
        buffer.clear();
    }
}
