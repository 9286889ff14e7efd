package dev.slipway.autoscaler;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.slipway.architecture.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void theRulesOfTheHouseHold() {
        JavaClasses classes = HouseRules.mainClassesOf("dev.slipway.autoscaler");
        HouseRules.ofService("autoscaler").forEach(rule -> rule.check(classes));
    }
}
