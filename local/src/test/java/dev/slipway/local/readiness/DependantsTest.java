package dev.slipway.local.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.local.services.ServiceName;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DependantsTest {
    private final Set<ServiceName> ready = EnumSet.noneOf(ServiceName.class);
    private final Set<ServiceName> running = EnumSet.allOf(ServiceName.class);

    private Dependants dependants(Readiness readiness, Duration limit) {
        return new Dependants(readiness, running::contains, limit);
    }

    @Test
    void whoDoesNotComeBackInTimeIsNamed() throws Exception {
        ready.add(ServiceName.STORE);
        Dependants dependants = dependants(ready::contains, Duration.ZERO);
        assertThat(dependants.awaitAfter(ServiceName.POSTGRES))
                .containsExactly(ServiceName.REGISTRY);
        assertThat(dependants.awaitAfter(ServiceName.OBJECT_STORE)).isEmpty();
    }

    @Test
    void itIsAskedAgainUntilAllAreReady() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Dependants dependants =
                dependants(name -> asked.incrementAndGet() > 2, Duration.ofMinutes(1));
        assertThat(dependants.awaitAfter(ServiceName.POSTGRES)).isEmpty();
        assertThat(asked).hasValue(4);
    }

    @Test
    void nobodyWaitsForWhatIsStoppedOrDoesNotDepend() throws Exception {
        running.remove(ServiceName.REGISTRY);
        Dependants dependants = dependants(ready::contains, Duration.ZERO);
        assertThat(dependants.awaitAfter(ServiceName.POSTGRES)).containsExactly(ServiceName.STORE);
        assertThat(dependants.awaitAfter(ServiceName.GATEWAY)).isEmpty();
    }
}
