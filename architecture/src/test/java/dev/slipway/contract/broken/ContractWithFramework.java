package dev.slipway.contract.broken;

import org.springframework.core.env.Environment;

record ContractWithFramework(Environment environment) {}
