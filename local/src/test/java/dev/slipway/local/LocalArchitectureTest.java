package dev.slipway.local;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.slipway.architecture.HouseRules;
import org.junit.jupiter.api.Test;

class LocalArchitectureTest {
    @Test
    void theHouseRulesHold() {
        JavaClasses classes = HouseRules.mainClassesOf("dev.slipway.local");
        HouseRules.ofService("local").forEach(rule -> rule.check(classes));
    }
}
