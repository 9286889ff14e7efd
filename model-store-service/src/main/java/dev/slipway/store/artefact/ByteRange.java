package dev.slipway.store.artefact;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which bytes a {@code Range} header asks for, of something that has a size. */
public sealed interface ByteRange {
    /** Digits beyond any size are read as the largest number. */
    int MAX_DIGITS = 18;

    /** Everything: no range is asked, or one that this service need not honour. */
    record Whole() implements ByteRange {}

    /** From the first to the last byte, both included. */
    record Section(long first, long last) implements ByteRange {
        public long length() {
            return last - first + 1;
        }
    }

    /** Nothing of it is there. */
    record Unsatisfiable() implements ByteRange {}

    Pattern ONE = Pattern.compile("bytes=(\\d*)-(\\d*)");

    /** Reads one range; several at once, and other units, ask for everything. */
    static ByteRange of(@Nullable String header, long size) {
        if (header == null) {
            return new Whole();
        }
        Matcher range = ONE.matcher(header.strip());
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return new Whole();
        }
        if (range.group(1).isEmpty()) {
            long suffix = Math.min(number(range.group(2)), size);
            return suffix == 0 ? new Unsatisfiable() : new Section(size - suffix, size - 1);
        }
        long first = number(range.group(1));
        long last = range.group(2).isEmpty() ? size - 1 : number(range.group(2));
        if (first >= size) {
            return new Unsatisfiable();
        }
        return last < first ? new Whole() : new Section(first, Math.min(last, size - 1));
    }

    private static long number(String digits) {
        return digits.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
    }
}
