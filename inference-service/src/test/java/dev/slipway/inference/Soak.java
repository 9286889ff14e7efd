package dev.slipway.inference;

/** How long the runs are that repeat one thing: a few times, or in full. */
final class Soak {
    /** {@code -Dslipway.e2e.soak=true} asks for them in full. */
    private static final String PROPERTY = "slipway.e2e.soak";

    private Soak() {}

    /** How often to repeat; says aloud what the short run leaves out. */
    static int times(String what, int few, int all) {
        if (Boolean.getBoolean(PROPERTY)) {
            return all;
        }
        System.out.println(
                "SHORTENED: "
                        + what
                        + " "
                        + few
                        + " times of "
                        + all
                        + "; all of them with -D"
                        + PROPERTY
                        + "=true");
        return few;
    }
}
