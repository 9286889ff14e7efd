package dev.slipway.gateway.dialect;

import dev.slipway.contract.document.Action;
import org.jspecify.annotations.Nullable;

/** What a request's method and path ask. */
public sealed interface Question {
    Dialect dialect();

    /**
     * A replica shall answer.
     *
     * @param model null when it is named in the body
     */
    record Relayed(Dialect dialect, @Nullable ModelName model, Action action, Operation operation)
            implements Question {}

    /** OpenAI's list of models. */
    record ModelList() implements Question {
        @Override
        public Dialect dialect() {
            return Dialect.OPENAI;
        }
    }

    /** One entry of OpenAI's list. */
    record ModelEntry(String model) implements Question {
        @Override
        public Dialect dialect() {
            return Dialect.OPENAI;
        }
    }

    /** What the server is and can, in the Open Inference Protocol. */
    record ServerMetadata() implements Question {
        @Override
        public Dialect dialect() {
            return Dialect.OIP;
        }
    }

    /** Whether the platform lives ({@code ready} false) or can answer. */
    record ServerHealth(boolean ready) implements Question {
        @Override
        public Dialect dialect() {
            return Dialect.OIP;
        }
    }

    /** Whether a model can answer now. */
    record ModelReady(ModelName model) implements Question {
        @Override
        public Dialect dialect() {
            return Dialect.OIP;
        }
    }

    /**
     * What the replicas of a model counted.
     *
     * @param model null for all that the key may ask
     */
    record Statistics(@Nullable ModelName model) implements Question {
        @Override
        public Dialect dialect() {
            return Dialect.OIP;
        }
    }

    /** Triton's index of a repository: what the key may ask. */
    record RepositoryIndex() implements Question {
        @Override
        public Dialect dialect() {
            return Dialect.OIP;
        }
    }

    /**
     * Its versions shall be brought into memory, or out of it.
     *
     * @param operation {@link Operation#LOAD} or {@link Operation#UNLOAD}
     */
    record Residence(ModelName model, Operation operation) implements Question {
        @Override
        public Dialect dialect() {
            return Dialect.OIP;
        }
    }

    /** Nothing that the door knows. */
    record Unknown(Dialect dialect, Refusal refusal) implements Question {}
}
