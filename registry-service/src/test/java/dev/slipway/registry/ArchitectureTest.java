package dev.slipway.registry;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.slipway.architecture.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theRulesOfTheHouseHold() {
        JavaClasses classes = HouseRules.mainClassesOf("dev.slipway.registry");
        HouseRules.ofService("registry").forEach(rule -> rule.check(classes));
    }
}
