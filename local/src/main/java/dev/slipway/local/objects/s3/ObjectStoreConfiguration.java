package dev.slipway.local.objects.s3;

/** How the object store's process is named on its command line. */
public final class ObjectStoreConfiguration {
    public static final String MAIN = ObjectStore.class.getName();

    private ObjectStoreConfiguration() {}
}
