package dev.slipway.inference.queueing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of {@link WorkQueue} done the long way: each answer is found by looking at everything.
 * It has none of the bounds on what is remembered.
 */
final class NaiveQueue {
    /** A work that waits, runs or ran. */
    static final class Item {
        final String name;
        final Claim claim;
        final Tenant tenant;
        long charged;
        boolean runs;

        private Item(String name, Claim claim, Tenant tenant) {
            this.name = name;
            this.claim = claim;
            this.tenant = tenant;
            this.charged = cost(claim);
        }
    }

    static final class Tenant {
        private final int priority;
        private final String name;
        private final int number;
        private long settled;

        private Tenant(int priority, String name, int number) {
            this.priority = priority;
            this.name = name;
            this.number = number;
        }
    }

    private final List<Item> waiting = new ArrayList<>();
    private final List<Item> running = new ArrayList<>();
    private final List<Tenant> tenants = new ArrayList<>();
    private final Map<Integer, Long> virtual = new HashMap<>();
    private int tenantsMade;

    static long cost(Claim claim) {
        return Math.max(1, claim.costNanos());
    }

    Item add(String name, Claim claim) {
        Tenant tenant = find(claim);
        if (tenant == null) {
            tenant = new Tenant(claim.priority(), claim.tenant(), tenantsMade++);
            tenants.add(tenant);
        }
        if (!isEngaged(tenant)) {
            tenant.settled = Math.max(tenant.settled, virtualOf(claim.priority()));
        }
        Item item = new Item(name, claim, tenant);
        waiting.add(item);
        advance(claim.priority());
        return item;
    }

    void remove(Item item) {
        waiting.remove(item);
        advance(item.claim.priority());
    }

    void take(Item item) {
        waiting.remove(item);
        running.add(item);
        item.runs = true;
        advance(item.claim.priority());
    }

    void correct(Item item, long nanos) {
        Tenant tenant = item.tenant;
        if (!tenants.contains(tenant)) {
            return;
        }
        if (item.runs) {
            item.runs = false;
            running.remove(item);
            tenant.settled += nanos;
        } else {
            long floor = Math.min(tenant.settled, virtualOf(tenant.priority));
            tenant.settled = Math.max(tenant.settled + nanos - item.charged, floor);
        }
        item.charged = nanos;
        advance(tenant.priority);
    }

    /** Tenants that have nothing here, and are remembered for what they had. */
    int debtors() {
        return (int) tenants.stream().filter(tenant -> !isEngaged(tenant)).count();
    }

    int remembered() {
        return tenants.size();
    }

    /** The names of all that wait, in the order of service. */
    List<String> order() {
        Map<Tenant, Long> starts = new HashMap<>();
        for (Tenant tenant : tenants) {
            starts.put(tenant, start(tenant));
        }
        List<Item> left = new ArrayList<>(waiting);
        List<String> names = new ArrayList<>();
        while (!left.isEmpty()) {
            Item best = left.getFirst();
            for (Item item : left) {
                if (isBefore(item, best, starts)) {
                    best = item;
                }
            }
            left.remove(best);
            names.add(best.name);
            starts.merge(best.tenant, cost(best.claim), Long::sum);
        }
        return names;
    }

    long costNanos() {
        return waiting.stream().mapToLong(item -> cost(item.claim)).sum();
    }

    long costAheadOf(Claim claim) {
        long above = 0;
        long all = 0;
        long own = 0;
        List<Tenant> active = new ArrayList<>();
        for (Item item : waiting) {
            if (item.claim.priority() < claim.priority()) {
                above += cost(item.claim);
            } else if (item.claim.priority() == claim.priority()) {
                all += cost(item.claim);
                if (!active.contains(item.tenant)) {
                    active.add(item.tenant);
                }
                if (item.claim.tenant().equals(claim.tenant())
                        && item.claim.deadlineNanos() - claim.deadlineNanos() <= 0) {
                    own += cost(item.claim);
                }
            }
        }
        return above + Math.min(all, active.size() * own);
    }

    @Nullable String leastEntitled(Claim newcomer) {
        int lowest = waiting.stream().mapToInt(item -> item.claim.priority()).max().orElse(0);
        Tenant heaviest = null;
        for (Tenant tenant : tenants) {
            if (tenant.priority == lowest
                    && (heaviest == null || queued(tenant) >= queued(heaviest))) {
                heaviest = tenant;
            }
        }
        if (waiting.isEmpty() || heaviest == null || lowest < newcomer.priority()) {
            return null;
        }
        Tenant own = find(newcomer);
        long after = (own == null ? 0 : queued(own)) + cost(newcomer);
        if (lowest == newcomer.priority() && queued(heaviest) <= after) {
            return null;
        }
        Tenant victim = heaviest;
        return waiting.stream()
                .filter(item -> item.tenant == victim)
                .reduce((earlier, later) -> later)
                .map(item -> item.name)
                .orElseThrow();
    }

    private static boolean isBefore(Item one, Item other, Map<Tenant, Long> starts) {
        if (one.tenant.priority != other.tenant.priority) {
            return one.tenant.priority < other.tenant.priority;
        }
        if (one.tenant != other.tenant) {
            long start = starts.getOrDefault(one.tenant, 0L);
            long otherStart = starts.getOrDefault(other.tenant, 0L);
            return start != otherStart
                    ? start < otherStart
                    : one.tenant.number < other.tenant.number;
        }
        return one.claim.deadlineNanos() - other.claim.deadlineNanos() < 0;
    }

    private @Nullable Tenant find(Claim claim) {
        for (Tenant tenant : tenants) {
            if (tenant.priority == claim.priority() && tenant.name.equals(claim.tenant())) {
                return tenant;
            }
        }
        return null;
    }

    private boolean isEngaged(Tenant tenant) {
        return waiting.stream().anyMatch(item -> item.tenant == tenant)
                || running.stream().anyMatch(item -> item.tenant == tenant);
    }

    private long start(Tenant tenant) {
        long start = tenant.settled;
        for (Item item : running) {
            start += item.tenant == tenant ? item.charged : 0;
        }
        return start;
    }

    private long queued(Tenant tenant) {
        return waiting.stream()
                .filter(item -> item.tenant == tenant)
                .mapToLong(item -> cost(item.claim))
                .sum();
    }

    private long virtualOf(int priority) {
        return virtual.getOrDefault(priority, 0L);
    }

    private void advance(int priority) {
        long least = Long.MAX_VALUE;
        long most = 0;
        for (Tenant tenant : tenants) {
            if (tenant.priority == priority) {
                most = Math.max(most, tenant.settled);
                if (isEngaged(tenant)) {
                    least = Math.min(least, tenant.settled);
                }
            }
        }
        long now = Math.max(virtualOf(priority), least == Long.MAX_VALUE ? most : least);
        virtual.put(priority, now);
        tenants.removeIf(tenant ->
                tenant.priority == priority && !isEngaged(tenant) && tenant.settled <= now);
    }
}
