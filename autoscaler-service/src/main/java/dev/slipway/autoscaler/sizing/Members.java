package dev.slipway.autoscaler.sizing;

import dev.slipway.autoscaler.actuator.ReplicaProcess;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The replicas of all pools, the oldest first; owned by the sizing loop's thread. */
final class Members {
    private final Map<UUID, Member> members = new LinkedHashMap<>();

    void add(Member member) {
        members.put(member.process().instance(), member);
    }

    @Nullable Member get(UUID instance) {
        return members.get(instance);
    }

    Collection<Member> all() {
        return members.values();
    }

    /** Those whose process is gone; they are members no more. */
    List<Member> removeDead(Predicate<ReplicaProcess> isAlive) {
        List<Member> dead =
                members.values().stream()
                        .filter(member -> !isAlive.test(member.process()))
                        .toList();
        dead.forEach(member -> members.remove(member.process().instance()));
        return dead;
    }

    List<MemberView> views(
            String pool, Instant now, SizingSettings settings, boolean registryHeard) {
        List<MemberView> views = new ArrayList<>();
        for (Member member : members.values()) {
            if (member.pool().equals(pool)) {
                views.add(member.view(now, settings, registryHeard));
            }
        }
        return views;
    }
}
