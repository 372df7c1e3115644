package io.github.resnetv2.cli;

import static io.github.resnetv2.cli.ModelOptions.EXACT;
import static io.github.resnetv2.cli.ModelOptions.THREADS;
import static io.github.resnetv2.cli.Trial.BATCH;
import static io.github.resnetv2.cli.Trial.NETWORK;
import static io.github.resnetv2.cli.Trial.SIZE;

import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.cli.arguments.Arguments;
import io.github.resnetv2.cli.arguments.Parameter;
import io.github.resnetv2.cli.arguments.Syntax;
import io.github.resnetv2.cli.arguments.UsageException;
import io.github.resnetv2.cli.arguments.Values;
import io.github.resnetv2.cli.measure.RandomImages;
import io.github.resnetv2.cli.terminal.Terminal;
import io.github.resnetv2.tensor.Tensor;
import java.io.IOException;

/** Shows how a network is computed, and what each step costs. */
final class ProfileCommand implements Command {
    private static final Parameter<Integer> RUNS = Parameter.option(
                    "--runs", "N", "how many times to run each step; the median counts", Values.integer(1, 100_000))
            .orElse("50");

    private static final Parameter<Boolean> PLAN =
            Parameter.flag("--plan", "run nothing; print the steps in their order, with work, weights and memory");

    @Override
    public Syntax syntax() {
        return Syntax.of("profile", "Shows what each step of a network costs, the most costly first")
                .details("Steps are the layers as they are computed: norms and additions have mostly become part of a"
                        + " convolution. Measured on made-up images after a warm-up. GFLOP/s are those of the layer as"
                        + " it is defined; Winograd's form does with fewer operations.")
                .parameters(NETWORK, BATCH, SIZE, THREADS, EXACT, RUNS, PLAN)
                .examples(
                        "--model resnet50 --threads 1",
                        "--model model.safetensors --batch 8 --runs 200",
                        "--model resnet18 --plan");
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) throws UsageException, IOException {
        if (arguments.has(PLAN) && arguments.has(RUNS)) {
            throw new UsageException("--runs: expected only without --plan, which runs nothing");
        }
        Trial trial = Trial.of(arguments);
        ResNetV2 model = trial.model();
        if (arguments.has(PLAN)) {
            terminal.print(model.plan(trial.input()));
            return;
        }
        model.warmUp(trial.input());
        Tensor images = Tensor.of(trial.input(), RandomImages.of(trial.input(), 0));
        terminal.print(model.profile(images, arguments.get(RUNS)));
    }
}
