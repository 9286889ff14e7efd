package dev.slipway.inference.batching;

import dev.slipway.inference.admission.RequestMemory;
import dev.slipway.inference.engine.CancelToken;
import dev.slipway.inference.engine.Deadline;
import dev.slipway.inference.engine.Engine;
import dev.slipway.inference.engine.EngineRequest;
import dev.slipway.inference.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs rows of different lengths alone and padded together, and compares what they give. */
public final class PadProbe {
    private final Engine engine;
    private final List<String> outputs;
    private final Deadline deadline;
    private final CancelToken cancel;

    public PadProbe(Engine engine, List<String> outputs, Deadline deadline, CancelToken cancel) {
        this.engine = engine;
        this.outputs = outputs;
        this.deadline = deadline;
        this.cancel = cancel;
    }

    /**
     * Decides whether a rule that merges equal lengths may mix lengths as well.
     *
     * @param proposed what would be filled up; which outputs are cut is found out here
     * @param rows inputs of one row each, of at least two lengths
     * @param exact whether numbers must be within {@link MergeProbe#TOLERANCE} of what they are
     *     alone; if not, shapes alone decide
     */
    public MergeRule rule(
            MergeRule merging, PadRule proposed, List<Map<String, Tensor>> rows, boolean exact) {
        List<EngineRequest> requests = new ArrayList<>(rows.size());
        Set<Integer> lengths = new HashSet<>();
        for (Map<String, Tensor> row : rows) {
            requests.add(request(row));
            lengths.add(proposed.length(requests.getLast()));
        }
        if (lengths.size() < 2 || lengths.contains(0)) {
            return merging.ofOneLength("no texts of different lengths could be made up");
        }
        List<Map<String, Tensor>> alone = new ArrayList<>(rows.size());
        for (EngineRequest request : requests) {
            ProbeRun run = ProbeRun.of(engine, request);
            Map<String, Tensor> given = run.given();
            if (given == null) {
                return merging.ofOneLength(run.says(cancel.isCancelled()));
            }
            alone.add(given);
        }
        PadRule padding = proposed.cutting(perToken(alone, requests, proposed));
        Assembly together = new Assembly(requests, padding);
        ProbeRun run = ProbeRun.of(engine, request(together.inputs(RequestMemory.unbounded())));
        Map<String, Tensor> given = run.given();
        if (given == null) {
            return merging.ofOneLength(run.says(cancel.isCancelled()));
        }
        String why = difference(alone, together, given, exact);
        return why == null ? merging.ofAnyLength(padding) : merging.ofOneLength(why);
    }

    private EngineRequest request(Map<String, Tensor> inputs) {
        return new EngineRequest(inputs, outputs, deadline, cancel);
    }

    /** The outputs whose second dimension was the length of each row. */
    private Set<String> perToken(
            List<Map<String, Tensor>> alone, List<EngineRequest> requests, PadRule proposed) {
        Set<String> perToken = new HashSet<>(outputs);
        for (int i = 0; i < alone.size(); i++) {
            Map<String, Tensor> given = alone.get(i);
            int length = proposed.length(requests.get(i));
            perToken.removeIf(name -> {
                Tensor output = given.get(name);
                return output == null || output.rank() < 2 || output.shape()[1] != length;
            });
        }
        return perToken;
    }

    /** Null when each row gave together what it gave alone. */
    private @Nullable String difference(
            List<Map<String, Tensor>> alone,
            Assembly together,
            Map<String, Tensor> given,
            boolean exact) {
        String losing = together.losesRows(given);
        if (losing != null) {
            return "output '" + losing + "' does not keep one row a text";
        }
        if (!together.keepsLengths(given)) {
            return "an output of padded texts is not as long as they are";
        }
        for (int i = 0; i < alone.size(); i++) {
            Map<String, Tensor> share = together.share(given, i);
            for (String output : outputs) {
                Tensor one = alone.get(i).get(output);
                Tensor other = share.get(output);
                if (one == null || other == null || !Arrays.equals(one.shape(), other.shape())) {
                    return "output '" + output + "' of a padded text has another shape than alone";
                }
                if (exact && !MergeProbe.isSame(one, other)) {
                    return "output '" + output + "' of a text depends on its padding";
                }
            }
        }
        return null;
    }
}
