package dev.slipway.gateway.admin;

/** The service that answers an admin call. */
public enum AdminTarget {
    REGISTRY,
    STORE,
    AUTOSCALER;

    private static final String ROOT = "/admin/v1/";

    /** Uploads and artefacts are the store's, sizes the autoscaler's, all else the registry's. */
    public static AdminTarget of(String method, String rawPath) {
        if (rawPath.startsWith(ROOT + "artefacts")) {
            return STORE;
        }
        if (rawPath.equals(ROOT + "scaling")) {
            return AUTOSCALER;
        }
        boolean upload =
                method.equals("POST")
                        && rawPath.startsWith(ROOT + "models/")
                        && rawPath.endsWith("/versions")
                        && rawPath.split("/", -1).length == 6;
        return upload ? STORE : REGISTRY;
    }
}
