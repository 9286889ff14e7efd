package dev.slipway.telemetry;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.slipway.architecture.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    /** Its own package is a feature of the whole, beside which the two technologies stand. */
    private static final String HOUSE = "dev.slipway";

    private final JavaClasses classes = HouseRules.mainClassesOf("dev.slipway.telemetry");

    @Test
    void requestsAreToldOfWithoutAFramework() {
        HouseRules.coreIsPlainJava(HOUSE).check(classes);
        HouseRules.importsPointInwards(HOUSE).check(classes);
    }

    @Test
    void theOtherRulesOfTheHouseHold() {
        HouseRules.namesAreExactNouns(HOUSE).check(classes);
        HouseRules.noValueAnnotation(HOUSE).check(classes);
        HouseRules.noSchedulingMagic(HOUSE).check(classes);
        HouseRules.queuesAreBounded(HOUSE).check(classes);
        HouseRules.noMockingLibrary(HOUSE).check(classes);
    }
}
