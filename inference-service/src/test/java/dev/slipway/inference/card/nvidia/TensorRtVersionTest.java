package dev.slipway.inference.card.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@SuppressWarnings("restricted")
class TensorRtVersionTest {
    @Test
    void theLibraryTellsItsVersion() {
        MethodHandle number = MethodHandles.constant(int.class, 101_602);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment function =
                    Linker.nativeLinker()
                            .upcallStub(number, FunctionDescriptor.of(ValueLayout.JAVA_INT), arena);
            assertThat(
                            TensorRtVersion.of(name ->
                                    Optional.of(function)
                                            .filter(_ -> name.equals("getInferLibVersion"))))
                    .isEqualTo("101602");
        }
    }

    @Test
    void oneThatDoesNotTellIsAWord() {
        assertThat(TensorRtVersion.of(_ -> Optional.empty())).isEqualTo("untold");
    }
}
