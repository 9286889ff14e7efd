package dev.slipway.trust;

/**
 * With which secret a role enrols: each has its own, made of one master that only the registry
 * knows, so that a secret that is stolen from a replica makes nobody a gateway.
 */
public final class EnrolmentSecrets {
    private static final String PURPOSE = "enrol:";

    private final ServiceSecret master;

    private EnrolmentSecrets(ServiceSecret master) {
        this.master = master;
    }

    /**
     * Reads the master.
     *
     * @throws IllegalArgumentException when it is not hexadecimal or shorter than 32 bytes
     */
    public static EnrolmentSecrets ofMaster(String hex) {
        return new EnrolmentSecrets(ServiceSecret.ofHex(hex));
    }

    public String of(Role role) {
        return master.hmacHex(PURPOSE + role.wireName());
    }

    /** Compares in constant time. */
    public boolean matches(Role role, String secret) {
        return master.matches(PURPOSE + role.wireName(), secret);
    }

    @Override
    public String toString() {
        return "EnrolmentSecrets[hidden]";
    }
}
