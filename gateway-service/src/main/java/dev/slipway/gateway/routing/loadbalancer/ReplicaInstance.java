package dev.slipway.gateway.routing.loadbalancer;

import dev.slipway.gateway.routing.Replica;
import java.net.URI;
import java.util.Map;
import org.springframework.cloud.client.ServiceInstance;

/** A replica as Spring Cloud sees it. */
record ReplicaInstance(Replica replica) implements ServiceInstance {
    @Override
    public String getInstanceId() {
        return replica.instance().toString();
    }

    @Override
    public String getServiceId() {
        return "replica";
    }

    @Override
    public String getHost() {
        return replica.address().substring(0, replica.address().lastIndexOf(':'));
    }

    @Override
    public int getPort() {
        return Integer.parseInt(
                replica.address(),
                replica.address().lastIndexOf(':') + 1,
                replica.address().length(),
                10);
    }

    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    public URI getUri() {
        return URI.create("http://" + replica.address());
    }

    @Override
    public Map<String, String> getMetadata() {
        return Map.of();
    }
}
