package dev.slipway.store.graph;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads an ONNX ModelProto: its versions, the inputs and outputs of its main graph, the kinds of
 * its nodes, and every tensor wherever it may lie (initializers, sparse ones, attributes,
 * sub-graphs, functions, training graphs) for the files that its weights are in. Numbers are those
 * of onnx.proto.
 */
final class GraphReader {
    private final WireReader wire;
    private final ModelGraph model = new ModelGraph();
    private final TensorReader tensors;
    private final ValueReader values;

    private GraphReader(WireReader wire) {
        this.wire = wire;
        this.tensors = new TensorReader(wire, model);
        this.values = new ValueReader(wire);
    }

    static ModelGraph read(InputStream in, long size) throws IOException {
        GraphReader reader = new GraphReader(new WireReader(in, size));
        reader.model();
        return reader.model;
    }

    private void model() throws IOException {
        for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
            switch (field) {
                case 1 -> {
                    if (wire.is(WireReader.VARINT)) {
                        model.irVersion = wire.varint();
                    }
                }
                case 7 -> {
                    if (wire.is(WireReader.BYTES)) {
                        model.hasGraph = true;
                        graph(true);
                    }
                }
                case 8 -> nested(this::opset);
                case 20 -> nested(this::training);
                case 25 -> nested(this::function);
                default -> wire.skip();
            }
        }
    }

    private void opset() throws IOException {
        String domain = "";
        long version = 0;
        for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
            switch (field) {
                case 1 -> domain = wire.is(WireReader.BYTES) ? wire.text() : domain;
                case 2 -> version = wire.is(WireReader.VARINT) ? wire.varint() : version;
                default -> wire.skip();
            }
        }
        model.opsets.put(domain, version);
    }

    private void training() throws IOException {
        for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
            switch (field) {
                case 1, 2 -> {
                    if (wire.is(WireReader.BYTES)) {
                        graph(false);
                    }
                }
                default -> wire.skip();
            }
        }
    }

    private void function() throws IOException {
        String name = "";
        String domain = "";
        for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
            switch (field) {
                case 1 -> name = wire.is(WireReader.BYTES) ? wire.text() : name;
                case 7 -> nested(() -> node(false));
                case 10 -> domain = wire.is(WireReader.BYTES) ? wire.text() : domain;
                case 11 -> nested(() -> attribute(new ClassLabels()));
                default -> wire.skip();
            }
        }
        model.defines(domain, name);
    }

    private void graph(boolean main) throws IOException {
        long outer = wire.enter();
        for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
            switch (field) {
                case 1 -> nested(() -> node(main));
                case 5 -> nested(() -> initializer(main));
                case 11 -> nested(() -> input(main));
                case 12 -> nested(() -> output(main));
                case 15 -> nested(() -> sparseTensor(main));
                default -> wire.skip();
            }
        }
        wire.leave(outer);
    }

    private void initializer(boolean main) throws IOException {
        String name = tensors.read(main);
        if (main) {
            model.initializers.add(name);
        }
    }

    private void input(boolean main) throws IOException {
        if (main) {
            GraphValue value = values.read();
            model.inputs.put(value.name(), value);
        }
    }

    private void output(boolean main) throws IOException {
        if (main) {
            GraphValue value = values.read();
            model.outputs.put(value.name(), value);
        }
    }

    private void node(boolean main) throws IOException {
        String output = "";
        String name = "";
        String domain = "";
        ClassLabels labels = new ClassLabels();
        for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
            switch (field) {
                case 2 -> output = passingText(output);
                case 4 -> name = passingText(name);
                case 5 -> nested(() -> attribute(labels));
                case 7 -> domain = passingText(domain);
                default -> wire.skip();
            }
        }
        model.uses(domain, name);
        if (main && name.equals("ZipMap") && domain.equals("ai.onnx.ml")) {
            model.mapsClasses(output, labels.names());
        }
    }

    private String passingText(String before) throws IOException {
        return wire.is(WireReader.BYTES) ? wire.passingText() : before;
    }

    private void attribute(ClassLabels labels) throws IOException {
        String name = "";
        for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
            switch (field) {
                case 1 -> name = passingText(name);
                case 5, 10 -> nested(() -> tensors.read(false));
                case 6, 11 -> {
                    if (wire.is(WireReader.BYTES)) {
                        graph(false);
                    }
                }
                case 8, 9 -> {
                    if (!labels.read(wire, name, field)) {
                        wire.skip();
                    }
                }
                case 22, 23 -> nested(() -> sparseTensor(false));
                default -> wire.skip();
            }
        }
    }

    private void sparseTensor(boolean main) throws IOException {
        for (int field = wire.nextField(); field != 0; field = wire.nextField()) {
            switch (field) {
                case 1 -> nested(() -> initializer(main));
                case 2 -> nested(() -> tensors.read(false));
                default -> wire.skip();
            }
        }
    }

    private void nested(Message message) throws IOException {
        if (wire.is(WireReader.BYTES)) {
            long outer = wire.enter();
            message.read();
            wire.leave(outer);
        }
    }

    /** Reads the fields of the message that was entered. */
    private interface Message {
        void read() throws IOException;
    }
}
