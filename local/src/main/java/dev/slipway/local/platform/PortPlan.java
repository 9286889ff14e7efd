package dev.slipway.local.platform;

import dev.slipway.local.services.ServiceName;
import dev.slipway.supervision.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which ports services are told to take. Proposals are confirmed when the service serves; until
 * then, if somebody else took one, new ones are proposed. Confirmed ports stay, since others know
 * them.
 */
public final class PortPlan {
    private final int gatewayPort;
    private final Map<ServiceName, Ports> plan = new EnumMap<>(ServiceName.class);
    private final Set<ServiceName> confirmed = EnumSet.noneOf(ServiceName.class);

    private final Set<Integer> told = new HashSet<>();

    /** A service's own port, the one for other services, and the one for metrics. */
    public record Ports(int main, int internal, int management) {
        boolean areFree() {
            return isFree(main) && isFree(internal) && isFree(management);
        }
    }

    /**
     * Proposes a port for everything.
     *
     * @param kept further ports that are the user's choice
     */
    public PortPlan(int gatewayPort, int... kept) throws IOException {
        this.gatewayPort = gatewayPort;
        told.add(gatewayPort);
        for (int port : kept) {
            told.add(port);
        }
        for (ServiceName name : ServiceName.values()) {
            plan.put(name, propose(name));
        }
    }

    public synchronized Ports of(ServiceName name) {
        Ports ports = plan.get(name);
        if (ports == null) {
            throw new IllegalStateException("no ports for " + name);
        }
        return ports;
    }

    public synchronized void confirm(ServiceName name) {
        confirmed.add(name);
    }

    /** After a failed start: true when the ports were taken by others and are new now. */
    public synchronized boolean renewIfTaken(ServiceName name) throws IOException {
        if (confirmed.contains(name) || of(name).areFree()) {
            return false;
        }
        plan.put(name, propose(name));
        return true;
    }

    private Ports propose(ServiceName name) throws IOException {
        int main = name == ServiceName.GATEWAY ? gatewayPort : proposeUnused();
        return new Ports(main, proposeUnused(), proposeUnused());
    }

    /** One that no service was told before: two proposals may be the same. */
    private int proposeUnused() throws IOException {
        int port = FreePort.propose();
        while (!told.add(port)) {
            port = FreePort.propose();
        }
        return port;
    }

    public static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
