package dev.slipway.inference.batching;

/**
 * How batches are run.
 *
 * @param engineNice by how much threads of ordinary runs, and those that load, yield to all others
 *     of the process, from 0 (not at all) to 19; heeded on Linux. Other programs of the same
 *     control group (on a laptop, of the same session) come before them too; other containers do
 *     not
 */
public record BatchingSettings(int engineNice) {
    public BatchingSettings {
        if (engineNice < 0 || engineNice > Niceness.MOST) {
            throw new IllegalArgumentException(
                    "slipway.batching.engine-nice must be from 0 to " + Niceness.MOST);
        }
    }
}
