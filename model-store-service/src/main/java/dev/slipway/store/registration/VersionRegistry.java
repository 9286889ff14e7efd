package dev.slipway.store.registration;

import dev.slipway.contract.version.RegisteredVersion;
import dev.slipway.contract.version.VersionRegistration;
import dev.slipway.store.refusal.Refusal;
import java.util.Set;
import java.util.UUID;

/** Gives versions their numbers; asking twice for the same upload gives the same number. */
public interface VersionRegistry {
    Registration register(String model, VersionRegistration registration);

    Lookup byUpload(UUID uploadId);

    Liveness liveness();

    /** What came of a registration. */
    sealed interface Registration {
        record Registered(RegisteredVersion version) implements Registration {}

        /** The registry said no, and has no version of this upload. */
        record Rejected(Refusal refusal) implements Registration {}

        /** The registry was not reached: it has no version of this upload. */
        record NotReached() implements Registration {}

        /** The registry was asked and did not answer: it may have a version of this upload. */
        record Unknown() implements Registration {}
    }

    /** Whether a version came of an upload. */
    sealed interface Lookup {
        record Found(RegisteredVersion version) implements Lookup {}

        record Absent() implements Lookup {}

        record Unanswered() implements Lookup {}
    }

    /** Which versions are not retired. */
    sealed interface Liveness {
        /**
         * They all.
         *
         * @param manifests their seals
         */
        record Listed(Set<String> manifests) implements Liveness {}

        /** The registry did not answer, or with an error. */
        record Untold() implements Liveness {}
    }
}
