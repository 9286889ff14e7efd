package dev.slipway.inference.dialect.oip.protobuf;

import com.google.protobuf.CodedInputStream;
import dev.slipway.contract.openinference.InferParameter;
import dev.slipway.contract.openinference.ModelInferRequest.InferRequestedOutputTensor;
import dev.slipway.inference.dialect.oip.TopClasses;
import dev.slipway.inference.dialect.oip.WantedOutputs;
import java.io.IOException;

/** Reads which output is wanted, and how much of it; makes no object of its parameters. */
final class WantedOutputReader {
    private static final int VARINT = 0;

    /** Stands for a parameter that is no whole number. */
    private static final long NO_NUMBER = -1;

    private WantedOutputReader() {}

    static void read(CodedInputStream in, Words words, WantedOutputs outputs) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        String name = "";
        int classes = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case InferRequestedOutputTensor.NAME_FIELD_NUMBER << 3
                                | InferMessageReader.LENGTH_DELIMITED ->
                        name = words.read(in);
                case InferRequestedOutputTensor.PARAMETERS_FIELD_NUMBER << 3
                                | InferMessageReader.LENGTH_DELIMITED ->
                        classes = classes(in, words, classes);
                default -> InferMessageReader.skip(in, tag);
            }
        }
        in.popLimit(outer);
        outputs.add(name, classes);
    }

    /** Reads one parameter; what was known stays where it is another one. */
    private static int classes(CodedInputStream in, Words words, int known) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        String name = "";
        long value = NO_NUMBER;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == InferMessageReader.tag(1)) {
                name = words.read(in);
            } else if (tag == InferMessageReader.tag(2)) {
                value = whole(in);
            } else {
                InferMessageReader.skip(in, tag);
            }
        }
        in.popLimit(outer);
        WantedOutputs.checkParameter(name);
        return name.equals(TopClasses.PARAMETER) ? WantedOutputs.classes(value) : known;
    }

    /** The last one counts, as in any message. */
    private static long whole(CodedInputStream in) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        long value = NO_NUMBER;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == (InferParameter.INT64_PARAM_FIELD_NUMBER << 3 | VARINT)) {
                value = in.readInt64();
            } else if (tag == (InferParameter.UINT64_PARAM_FIELD_NUMBER << 3 | VARINT)) {
                long unsigned = in.readUInt64();
                value = unsigned < 0 ? Long.MAX_VALUE : unsigned;
            } else {
                InferMessageReader.skip(in, tag);
                value = NO_NUMBER;
            }
        }
        in.popLimit(outer);
        return value;
    }
}
