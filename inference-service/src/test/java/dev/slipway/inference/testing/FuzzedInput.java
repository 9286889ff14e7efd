package dev.slipway.inference.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Sound inputs of a parser, broken in the ways that parsers fall for: bits, cuts, repeated and
 * swapped spans, extreme numbers, lengths that lie, nesting, text that is none. Each input has a
 * seed of its own, which a failure names and which {@code -Dslipway.fuzz.seed} begins with; {@code
 * -Dslipway.fuzz.seconds} goes on for so long instead of for some thousand inputs.
 */
public final class FuzzedInput {
    private static final long FIRST_SEED = 20_260_101;
    private static final int MOST_CHANGES = 4;
    private static final int LONGEST = 1 << 16;
    private static final int SHOWN_BYTES = 2_000;

    /** What a parser may allocate at once, and for each byte of its input. */
    private static final long FREE_BYTES = 16 << 20;

    private static final long BYTES_FOR_A_BYTE = 1_024;

    private static final List<String> NUMBERS =
            List.of(
                    "0",
                    "-0",
                    "-1",
                    "1.5",
                    "1e999",
                    "1e-999",
                    "2147483648",
                    "4611686018427387904",
                    "9223372036854775807",
                    "-9223372036854775808",
                    "18446744073709551616",
                    "9".repeat(999),
                    "1".repeat(1_100),
                    "NaN",
                    "null");
    private static final List<String> WORDS =
            List.of(
                    "\"",
                    "\\",
                    "\\ud800",
                    "\\udc00x",
                    "\\u0000",
                    "\\u00",
                    "null",
                    "true",
                    "[]",
                    "{}",
                    ",",
                    ":",
                    "[[",
                    "}}",
                    "\r\n",
                    "\u0000\u0000",
                    "\ufeff",
                    "\ud83d\udea2",
                    "e+99",
                    "name".repeat(300));
    private static final int[][] OCTETS = {
        {0xff, 0xff, 0xff, 0xff},
        {0xff, 0xff, 0xff, 0x7f},
        {0x7f, 0xff, 0xff, 0xff},
        {0x80, 0x00, 0x00, 0x00},
        {0x00, 0x00, 0x00, 0x80},
        {0x00, 0x00, 0x00, 0x00},
        {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01},
        {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00},
        {0xc0, 0x80},
        {0xed, 0xa0, 0x80}
    };

    private final Random random;
    private final List<byte[]> sound;

    private FuzzedInput(long seed, List<byte[]> sound) {
        this.random = new Random(seed);
        this.sound = sound;
    }

    /** Reads bytes: it ends, with a value or a refusal of its own kind, and throws nothing. */
    @FunctionalInterface
    public interface Parser {
        void parse(byte[] bytes) throws Exception;
    }

    /**
     * Gives a parser broken inputs, and holds it to memory that is in proportion to them.
     *
     * @param inputs how many, unless it goes on for some time
     * @param sound of which the broken ones are made; the parser is given them too
     */
    public static void each(int inputs, List<byte[]> sound, Parser parser) {
        long seed = Long.getLong("slipway.fuzz.seed", FIRST_SEED);
        long seconds = Long.getLong("slipway.fuzz.seconds", 0);
        long begun = System.nanoTime();
        for (byte[] input : sound) {
            check(parser, input, "a sound input");
        }
        long i = 0;
        while (seconds > 0 ? System.nanoTime() - begun < seconds * 1_000_000_000 : i < inputs) {
            byte[] broken = new FuzzedInput(seed + i, sound).broken();
            check(parser, broken, "seed " + (seed + i));
            i++;
        }
    }

    private static void check(Parser parser, byte[] input, String which) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            parser.parse(input.clone());
        } catch (Exception | Error failed) {
            throw new AssertionError(which + ": " + shown(input), failed);
        }
        long made = threads.getCurrentThreadAllocatedBytes() - before;
        if (made > FREE_BYTES + BYTES_FOR_A_BYTE * input.length) {
            throw new AssertionError(which + " took " + made + " bytes: " + shown(input));
        }
    }

    private static String shown(byte[] input) {
        int length = Math.min(input.length, SHOWN_BYTES);
        return input.length + " bytes, " + HexFormat.of().formatHex(input, 0, length);
    }

    private byte[] broken() {
        byte[] bytes = one().clone();
        for (int left = 1 + random.nextInt(MOST_CHANGES); left > 0; left--) {
            bytes = changed(bytes);
        }
        return bytes.length > LONGEST ? Arrays.copyOf(bytes, LONGEST) : bytes;
    }

    private byte[] one() {
        return sound.get(random.nextInt(sound.size()));
    }

    private byte[] changed(byte[] bytes) {
        int at = place(bytes);
        int to = Math.min(bytes.length, at + 1 + random.nextInt(32));
        return switch (random.nextInt(12)) {
            case 0 -> flipped(bytes, at);
            case 1 -> replaced(bytes, at, Math.min(at + 1, bytes.length), random.nextInt(256));
            case 2 -> Arrays.copyOf(bytes, at);
            case 3 -> replaced(bytes, at, to);
            case 4 -> spliced(bytes, place(bytes), place(bytes), Arrays.copyOfRange(bytes, at, to));
            case 5 -> repeated(bytes, at, to);
            case 6 -> crossed(bytes, at);
            case 7 -> withNumber(bytes, at);
            case 8 -> spliced(bytes, at, at, word());
            case 9 -> nested(bytes, at);
            case 10 -> replaced(bytes, at, Math.min(at + 4, bytes.length), octets());
            default -> replaced(bytes, at, at, octets());
        };
    }

    private int place(byte[] bytes) {
        return random.nextInt(bytes.length + 1);
    }

    private byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        if (at < flipped.length) {
            flipped[at] ^= (byte) (1 << random.nextInt(8));
        }
        return flipped;
    }

    private static byte[] replaced(byte[] bytes, int from, int to, int... by) {
        byte[] octets = new byte[by.length];
        for (int i = 0; i < by.length; i++) {
            octets[i] = (byte) by[i];
        }
        return spliced(bytes, from, to, octets);
    }

    /** The bytes with others in the place of a span; of two ends the lower one is its beginning. */
    private static byte[] spliced(byte[] bytes, int oneEnd, int otherEnd, byte[] by) {
        int from = Math.min(oneEnd, otherEnd);
        int to = Math.max(oneEnd, otherEnd);
        byte[] all = new byte[from + by.length + bytes.length - to];
        System.arraycopy(bytes, 0, all, 0, from);
        System.arraycopy(by, 0, all, from, by.length);
        System.arraycopy(bytes, to, all, from + by.length, bytes.length - to);
        return all;
    }

    private byte[] repeated(byte[] bytes, int from, int to) {
        int times = 1 + random.nextInt(500);
        byte[] all = new byte[times * (to - from)];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, from, all, i * (to - from), to - from);
        }
        return spliced(bytes, from, to, all);
    }

    /** Its beginning, and the end of another one. */
    private byte[] crossed(byte[] bytes, int at) {
        byte[] other = one();
        byte[] end = Arrays.copyOfRange(other, place(other), other.length);
        return spliced(bytes, at, bytes.length, end);
    }

    /** The first number from a place on becomes another one. */
    private byte[] withNumber(byte[] bytes, int at) {
        int from = at;
        while (from < bytes.length && !isDigit(bytes[from])) {
            from++;
        }
        int to = from;
        while (to < bytes.length && isDigit(bytes[to])) {
            to++;
        }
        String number = NUMBERS.get(random.nextInt(NUMBERS.size()));
        return spliced(bytes, from, to, number.getBytes(UTF_8));
    }

    private static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    private byte[] word() {
        return WORDS.get(random.nextInt(WORDS.size())).getBytes(UTF_8);
    }

    private byte[] nested(byte[] bytes, int at) {
        String open = List.of("[", "{\"a\":", "\u000b", "\"\"").get(random.nextInt(4));
        return spliced(bytes, at, at, open.repeat(1 + random.nextInt(2_000)).getBytes(UTF_8));
    }

    private int[] octets() {
        return OCTETS[random.nextInt(OCTETS.length)];
    }
}
