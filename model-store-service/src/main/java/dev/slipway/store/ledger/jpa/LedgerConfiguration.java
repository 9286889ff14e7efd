package dev.slipway.store.ledger.jpa;

import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The ledger in the schema {@code store}. */
@Configuration(proxyBeanMethods = false)
@EntityScan
@EnableJpaRepositories
public class LedgerConfiguration {
    private static final int TRANSACTION_TIMEOUT_S = 10;

    @Bean
    PatientMigration patientMigration() {
        return new PatientMigration();
    }

    @Bean
    JpaLedger ledger(
            UploadRows uploads,
            ObjectRows objects,
            ArtefactRows artefacts,
            PlatformTransactionManager transactionManager) {
        TransactionTemplate transactions = new TransactionTemplate(transactionManager);
        transactions.setTimeout(TRANSACTION_TIMEOUT_S);
        return new JpaLedger(uploads, objects, artefacts, transactions);
    }
}
