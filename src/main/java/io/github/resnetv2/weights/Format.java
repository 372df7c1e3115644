package io.github.resnetv2.weights;

/** The file formats that are read. */
public enum Format {
    /** Hugging Face's safetensors, one file or sharded. */
    SAFETENSORS("safetensors"),
    /** PyTorch's zip archive, since 1.6. */
    PYTORCH_ZIP("PyTorch zip"),
    /** PyTorch's five pickles in a row, before 1.6. */
    PYTORCH_LEGACY("PyTorch legacy"),
    /** ONNX protobuf. */
    ONNX("ONNX"),
    /** NumPy's zip of arrays. */
    NPZ("NumPy npz"),
    /** NumPy's single array. */
    NPY("NumPy npy"),
    /** HDF5 as Keras writes it. */
    HDF5("HDF5"),
    /** Keras' own zip archive. */
    KERAS("Keras zip"),
    /** MXNet's parameter file. */
    MXNET("MXNet params");

    private final String title;

    Format(String title) {
        this.title = title;
    }

    /** The name to show to people. */
    @Override
    public String toString() {
        return title;
    }
}
