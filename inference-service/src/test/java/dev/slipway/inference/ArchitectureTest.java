package dev.slipway.inference;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.slipway.architecture.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theHouseRulesHold() {
        JavaClasses classes = HouseRules.mainClassesOf("dev.slipway.inference");
        HouseRules.ofService("inference").forEach(rule -> rule.check(classes));
    }
}
