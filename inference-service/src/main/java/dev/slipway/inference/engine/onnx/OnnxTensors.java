package dev.slipway.inference.engine.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.slipway.inference.engine.AnswerMemory;
import dev.slipway.inference.tensor.DataType;
import dev.slipway.inference.tensor.Shapes;
import dev.slipway.inference.tensor.Tensor;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** Between our tensors and ONNX Runtime's. */
final class OnnxTensors {
    private OnnxTensors() {}

    static boolean canBeInput(DataType type) {
        return switch (type) {
            case UINT16, UINT32, UINT64 -> false;
            default -> true;
        };
    }

    static OnnxTensor toOnnx(OrtEnvironment environment, Tensor tensor) throws OrtException {
        long[] shape = tensor.shape();
        return switch (tensor.data()) {
            case float[] data ->
                    OnnxTensor.createTensor(environment, FloatBuffer.wrap(data), shape);
            case long[] data -> OnnxTensor.createTensor(environment, LongBuffer.wrap(data), shape);
            case int[] data -> OnnxTensor.createTensor(environment, IntBuffer.wrap(data), shape);
            case double[] data ->
                    OnnxTensor.createTensor(environment, DoubleBuffer.wrap(data), shape);
            case short[] data ->
                    OnnxTensor.createTensor(
                            environment, ShortBuffer.wrap(data), shape, shorts(tensor.type()));
            case byte[] data ->
                    OnnxTensor.createTensor(
                            environment, ByteBuffer.wrap(data), shape, bytes(tensor.type()));
            case boolean[] data ->
                    OnnxTensor.createTensor(
                            environment, ByteBuffer.wrap(bytes(data)), shape, OnnxJavaType.BOOL);
            case String[] data -> OnnxTensor.createTensor(environment, data, shape);
            case Buffer outside -> fromOutside(environment, outside, tensor.type(), shape);
            default -> throw new IllegalStateException("no such tensor: " + tensor);
        };
    }

    /** Without a copy: the runtime reads where the elements lie. */
    private static OnnxTensor fromOutside(
            OrtEnvironment environment, Buffer outside, DataType type, long[] shape)
            throws OrtException {
        return switch (outside) {
            case FloatBuffer data -> OnnxTensor.createTensor(environment, data, shape);
            case LongBuffer data -> OnnxTensor.createTensor(environment, data, shape);
            case IntBuffer data -> OnnxTensor.createTensor(environment, data, shape);
            case DoubleBuffer data -> OnnxTensor.createTensor(environment, data, shape);
            case ShortBuffer data ->
                    OnnxTensor.createTensor(environment, data, shape, shorts(type));
            case ByteBuffer data -> OnnxTensor.createTensor(environment, data, shape, bytes(type));
            default -> throw new IllegalStateException("no such elements: " + outside);
        };
    }

    private static OnnxJavaType bytes(DataType type) {
        return switch (type) {
            case BOOL -> OnnxJavaType.BOOL;
            case INT8 -> OnnxJavaType.INT8;
            default -> OnnxJavaType.UINT8;
        };
    }

    private static OnnxJavaType shorts(DataType type) {
        return switch (type) {
            case FP16 -> OnnxJavaType.FLOAT16;
            case BF16 -> OnnxJavaType.BFLOAT16;
            default -> OnnxJavaType.INT16;
        };
    }

    private static byte[] bytes(boolean[] data) {
        byte[] bytes = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            bytes[i] = (byte) (data[i] ? 1 : 0);
        }
        return bytes;
    }

    /** What an output is charged for, as {@link #fromOnnx} makes it. */
    static long bytesOnHeap(OnnxTensor value) throws OrtException {
        TensorInfo info = value.getInfo();
        return AnswerMemory.bytes(type(info.onnxType), Shapes.count(info.getShape()));
    }

    /** Whether its bytes come to the heap before its elements are made of them. */
    static boolean isCopiedTwice(OnnxTensor value) throws OrtException {
        return switch (type(value.getInfo().onnxType)) {
            case FP32, FP64, INT64, INT32, INT8, UINT8, BYTES -> false;
            case UINT64, UINT32, INT16, UINT16, FP16, BF16, BOOL -> true;
        };
    }

    static Tensor fromOnnx(OnnxTensor value) throws OrtException {
        TensorInfo info = value.getInfo();
        DataType type = type(info.onnxType);
        long[] shape = info.getShape();
        Object data =
                Shapes.count(shape) == 0
                        ? java.lang.reflect.Array.newInstance(type.element(), 0)
                        : elements(value, type, Shapes.count(shape));
        return new Tensor(type, shape, data);
    }

    private static Object elements(OnnxTensor value, DataType type, int count) throws OrtException {
        return switch (type) {
            case FP32 -> value.getFloatBuffer().array();
            case FP64 -> value.getDoubleBuffer().array();
            case INT64 -> value.getLongBuffer().array();
            case INT32 -> value.getIntBuffer().array();
            case UINT64 -> {
                long[] longs = new long[count];
                raw(value).asLongBuffer().get(longs);
                yield longs;
            }
            case UINT32 -> {
                int[] ints = new int[count];
                raw(value).asIntBuffer().get(ints);
                yield ints;
            }
            case INT16, UINT16, FP16, BF16 -> {
                short[] shorts = new short[count];
                raw(value).asShortBuffer().get(shorts);
                yield shorts;
            }
            case INT8, UINT8 -> raw(value).array();
            case BOOL -> {
                ByteBuffer bytes = raw(value);
                boolean[] booleans = new boolean[count];
                for (int i = 0; i < count; i++) {
                    booleans[i] = bytes.get(i) != 0;
                }
                yield booleans;
            }
            case BYTES -> {
                String[] strings = new String[count];
                flatten(value.getValue(), strings, 0);
                yield strings;
            }
        };
    }

    private static ByteBuffer raw(OnnxTensor value) {
        return value.getByteBuffer().order(ByteOrder.nativeOrder());
    }

    private static int flatten(Object value, String[] into, int at) {
        if (value instanceof Object[] parts) {
            int next = at;
            for (Object part : parts) {
                next = flatten(part, into, next);
            }
            return next;
        }
        into[at] = (String) value;
        return at + 1;
    }

    static DataType type(TensorInfo.OnnxTensorType type) throws OrtException {
        return switch (type) {
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> DataType.BOOL;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> DataType.UINT8;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> DataType.UINT16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 -> DataType.UINT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 -> DataType.UINT64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> DataType.INT8;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> DataType.INT16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> DataType.INT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> DataType.INT64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> DataType.FP16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 -> DataType.BF16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> DataType.FP32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> DataType.FP64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING -> DataType.BYTES;
            default -> throw new OrtException("element type " + type + " has no word");
        };
    }
}
