package io.github.resnetv2.formats.pytorch;

import io.github.resnetv2.weights.DType;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The Python names that a state dict is written with. A pickle that says any other name is refused.
 *
 * <p>They are those that {@code torch.save} of a dictionary of dense tensors writes ({@code torch/_utils.py},
 * {@code torch/serialization.py} and the closed list of {@code torch/_weights_only_unpickler.py}, PyTorch 2.x).
 */
enum Global {
    ORDERED_DICT("collections OrderedDict"),
    /** In the state of {@code MultiStepLR}, beside the weights of a training checkpoint. */
    COUNTER("collections Counter"),
    /** Arguments: storage, offset, size, stride. */
    REBUILD_TENSOR("torch._utils _rebuild_tensor"),
    /** Arguments: those of {@link #REBUILD_TENSOR}, requires_grad, backward hooks, optionally metadata. */
    REBUILD_TENSOR_V2("torch._utils _rebuild_tensor_v2"),
    /** Arguments: those of {@link #REBUILD_TENSOR_V2} with the number type after the hooks, over an untyped storage. */
    REBUILD_TENSOR_V3("torch._utils _rebuild_tensor_v3"),
    /** Arguments: tensor, requires_grad, backward hooks. */
    REBUILD_PARAMETER("torch._utils _rebuild_parameter"),
    SIZE("torch Size"),
    UNTYPED_STORAGE("torch.storage UntypedStorage"),
    FLOAT_STORAGE("torch FloatStorage", DType.F32),
    HALF_STORAGE("torch HalfStorage", DType.F16),
    BFLOAT16_STORAGE("torch BFloat16Storage", DType.BF16),
    DOUBLE_STORAGE("torch DoubleStorage", DType.F64),
    LONG_STORAGE("torch LongStorage", DType.I64),
    INT_STORAGE("torch IntStorage", DType.I32),
    SHORT_STORAGE("torch ShortStorage", DType.I16),
    CHAR_STORAGE("torch CharStorage", DType.I8),
    BYTE_STORAGE("torch ByteStorage", DType.U8),
    BOOL_STORAGE("torch BoolStorage", DType.BOOL),
    FLOAT32("torch float32", DType.F32),
    FLOAT16("torch float16", DType.F16),
    BFLOAT16("torch bfloat16", DType.BF16),
    FLOAT64("torch float64", DType.F64),
    INT64("torch int64", DType.I64),
    INT32("torch int32", DType.I32),
    INT16("torch int16", DType.I16),
    INT8("torch int8", DType.I8),
    UINT64("torch uint64", DType.U64),
    UINT32("torch uint32", DType.U32),
    UINT16("torch uint16", DType.U16),
    UINT8("torch uint8", DType.U8),
    BOOL("torch bool", DType.BOOL);

    private static final Map<String, Global> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(global -> global.qualifiedName, Function.identity()));

    private final String qualifiedName;
    private final @Nullable DType dtype;

    Global(String qualifiedName) {
        this(qualifiedName, null);
    }

    Global(String qualifiedName, @Nullable DType dtype) {
        this.qualifiedName = qualifiedName;
        this.dtype = dtype;
    }

    /** The name with this module and name, or null if it does not belong into a state dict. */
    static @Nullable Global of(String module, String name) {
        return BY_NAME.get(module + ' ' + name);
    }

    /** What the elements of this storage, or of a tensor of this type, are; null for other names. */
    @Nullable
    DType dtype() {
        return dtype;
    }

    boolean isStorage() {
        return qualifiedName.endsWith("Storage");
    }

    /** Module and name, as pickle writes them. */
    @Override
    public String toString() {
        return qualifiedName;
    }
}
