package dev.slipway.inference.testing;

import dev.slipway.contract.version.TensorSpec;
import java.util.Collections;
import java.util.List;

/** A model whose answer is larger than what it is asked. */
public final class LargeAnswers {
    private LargeAnswers() {}

    /** {@code y} is {@code x} ten times over. */
    public static TestPackage tenfold() {
        byte[] model =
                new Graph("tenfold")
                        .input("x", Graph.FLOAT, "n")
                        .output("y", Graph.FLOAT, "m")
                        .node(
                                "Concat",
                                Collections.nCopies(10, "x"),
                                List.of("y"),
                                Graph.number("axis", 0))
                        .toModel();
        return TestPackage.of(
                TestPackage.signature(
                        new TensorSpec[] {TestPackage.spec("x", "FP32", "n")},
                        TestPackage.spec("y", "FP32", "m")),
                model);
    }
}
