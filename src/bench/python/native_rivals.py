"""The library against native engines from Python packages, in one run: rounds of A B C A B C ..., each in its own process.

    python -m venv V && V/bin/pip install numpy onnxruntime openvino ncnn pnnx torch
    java -jar src/bench/target/bench.jar --models
    V/bin/python src/bench/python/native_rivals.py --depth 18 --threads 1 --batch 1

Prints a row of docs/benchmarks.md for each engine: the median of the processes' medians, and from the fastest to the slowest.
All compute in single precision with the weights of the same file; the logits of one image are compared first.
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
MODELS = ROOT / "src/bench/target/models"
JAR = ROOT / "target/resnetv2.jar"
TOLERANCE = 1e-3  # of the logits' standard deviation: single precision gives some 1e-5


def onnxruntime(depth, threads, batch):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(MODELS / f"resnet{depth}.onnx", options, providers=["CPUExecutionProvider"])
    return lambda x: session.run(None, {"input": x})[0]


def openvino(depth, threads, batch):
    import openvino

    core = openvino.Core()
    model = core.read_model(MODELS / f"resnet{depth}.onnx")
    model.reshape({"input": [batch, 3, 224, 224]})
    settings = {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": "f32"}
    request = core.compile_model(model, "CPU", settings).create_infer_request()
    return lambda x: request.infer({0: x})[0]


def ncnn(depth, threads, batch):
    import ncnn
    import numpy

    net = ncnn.Net()
    net.opt.num_threads = threads
    net.opt.use_fp16_packed = net.opt.use_fp16_storage = net.opt.use_fp16_arithmetic = False
    net.opt.use_bf16_storage = False
    net.load_param(str(MODELS / f"resnet{depth}.ncnn.param"))
    net.load_model(str(MODELS / f"resnet{depth}.ncnn.bin"))

    def run(x):  # ncnn takes one image at a time
        logits = []
        for image in x:
            extractor = net.create_extractor()
            extractor.input("in0", ncnn.Mat(image).clone())
            logits.append(numpy.array(extractor.extract("out0")[1]))
        return numpy.stack(logits)

    return run


ENGINES = {"onnxruntime": onnxruntime, "openvino": openvino, "ncnn": ncnn}


def measure(engine, depth, threads, batch, seconds):
    """In a process of its own: the last line is JSON."""
    os.environ["OMP_NUM_THREADS"] = str(threads)
    import numpy

    images = [numpy.random.default_rng(i).standard_normal((batch, 3, 224, 224)).astype("f4") for i in range(4)]
    start = time.perf_counter()
    run = ENGINES[engine](depth, threads, batch)
    logits = run(images[0])
    first = time.perf_counter() - start
    end = time.perf_counter() + 1
    while time.perf_counter() < end:
        run(images[0])
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 5:
        begin = time.perf_counter()
        run(images[len(times) % 4])
        times.append(time.perf_counter() - begin)
    peak = int(re.search(r"VmHWM:\s+(\d+) kB", open("/proc/self/status").read())[1])
    print(
        json.dumps(
            {
                "median_ms": 1e3 * statistics.median(times),
                "first_result_s": first,
                "peak_rss_mb": peak / 1024,
                "logits": [float(v) for v in logits[0]],
            }
        )
    )


def last_line(command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"failed: {command}\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def convert_to_ncnn(depth):
    if (MODELS / f"resnet{depth}.ncnn.param").exists():
        return
    pnnx = pathlib.Path(sys.executable).with_name("pnnx")
    command = [pnnx, f"resnet{depth}.pt", "inputshape=[1,3,224,224]", "fp16=0"]
    subprocess.run([str(word) for word in command], cwd=MODELS, check=True, stdout=subprocess.DEVNULL)


def require_agreement(engines, java, depth):
    """The logits of the library for the image that every engine computes first."""
    import numpy

    with tempfile.TemporaryDirectory() as folder:
        image, logits = pathlib.Path(folder, "x.npy"), pathlib.Path(folder, "y.npy")
        numpy.save(image, numpy.random.default_rng(0).standard_normal((1, 3, 224, 224)).astype("f4"))
        model = MODELS / f"resnet{depth}.safetensors"
        command = [java, "-jar", JAR, "forward", "--model", model, "--input", image, "--output", logits]
        subprocess.run([str(word) for word in command], check=True, capture_output=True)
        expected = numpy.load(logits)[0]
    for engine in engines:
        found = last_line([sys.executable, __file__, "--one", engine, "--depth", depth, "--seconds", 0.1])["logits"]
        difference = numpy.abs(expected - found).max() / expected.std()
        print(f"{engine}: logits differ by {difference:.1e} of their standard deviation")
        if not difference <= TOLERANCE:
            sys.exit(f"expected at most {TOLERANCE}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--depth", type=int, default=18, choices=[18, 50])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--engines", default="ncnn,openvino,onnxruntime")
    parser.add_argument("--java", default="java", help="the java to run the library with")
    parser.add_argument("--one", choices=ENGINES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        return measure(options.one, options.depth, options.threads, options.batch, options.seconds)

    engines = options.engines.split(",")
    if "ncnn" in engines:
        convert_to_ncnn(options.depth)
    require_agreement(engines, options.java, options.depth)
    what = ["--depth", options.depth, "--threads", options.threads, "--batch", options.batch]
    library = [options.java, "--add-modules", "jdk.incubator.vector", "-jar", JAR, "bench", "--json"]
    library += ["--model", MODELS / f"resnet{options.depth}.safetensors"]
    library += ["--threads", options.threads, "--batch", options.batch, "--seconds", options.seconds]
    results = {}
    for _ in range(options.rounds):
        results.setdefault("resnetv2", []).append(last_line(library))
        for engine in engines:
            command = [sys.executable, __file__, "--one", engine, "--seconds", options.seconds, *what]
            results.setdefault(engine, []).append(last_line(command))
    ours = [result["median_ms"] for result in results["resnetv2"]]
    for engine, runs in results.items():
        medians = sorted(run["median_ms"] for run in runs)
        ratio = statistics.median(run["median_ms"] / our for run, our in zip(runs, ours))
        first = statistics.median(run["first_result_s"] for run in runs)
        peak = statistics.median(run["peak_rss_mb"] for run in runs)
        print(
            f"| ResNet-{options.depth}, {options.threads}, {options.batch} | {engine} | {statistics.median(medians):.1f}"
            f" | {medians[0]:.1f}-{medians[-1]:.1f} | {ratio:.2f} | {first:.2f} | {peak:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
