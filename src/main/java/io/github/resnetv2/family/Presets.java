package io.github.resnetv2.family;

import static java.util.Comparator.comparingInt;
import static java.util.stream.Collectors.joining;

import io.github.resnetv2.image.PixelScale;
import io.github.resnetv2.image.PixelScale.ChannelOrder;
import io.github.resnetv2.image.PixelScale.Division;
import io.github.resnetv2.image.PixelScale.PerChannel;
import io.github.resnetv2.image.Preprocessing;
import io.github.resnetv2.image.ResizeFilter;
import io.github.resnetv2.image.Sizing;
import io.github.resnetv2.image.Sizing.CropOffset;
import io.github.resnetv2.image.Sizing.LongSide;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The preprocessing of every published ResNetV2 checkpoint, by name.
 *
 * <p>A name that begins with {@code timm/} is that of the checkpoint on the hub; values are those of
 * {@code timm/models/resnetv2.py} of timm 1.0.31. {@code @288} is the larger size that timm tests it at. The others:
 * torchvision's ImageNet evaluation with the transforms of {@code v2}, and with the first ones ({@code ToTensor}); the script
 * of the ONNX zoo and GluonCV; {@code preprocess_input} of Keras Applications after {@code load_img}; the evaluation of
 * {@code bit_pytorch/train.py}; this project's CIFAR-10 demo and kuangliu's pytorch-cifar.
 */
public final class Presets {
    private static final PixelScale IMAGENET =
            PixelScale.of(new PerChannel(0.485f, 0.456f, 0.406f), new PerChannel(0.229f, 0.224f, 0.225f));
    private static final PixelScale INCEPTION = PixelScale.of(PerChannel.all(0.5f), PerChannel.all(0.5f));
    private static final PixelScale KERAS_TF =
            new PixelScale(ChannelOrder.RGB, 127.5f, Division.EXACT, PerChannel.all(1), PerChannel.all(1));
    private static final PerChannel CIFAR_MEAN = new PerChannel(0.4914f, 0.4822f, 0.4465f);

    private static final Map<String, Preprocessing> BY_NAME = new LinkedHashMap<>();

    static {
        Sizing imagenet = Sizing.shorterSide(224, 0.875, ResizeFilter.BILINEAR);
        add("torchvision-imagenet", imagenet, IMAGENET.withDivision(Division.BY_RECIPROCAL));
        add("torchvision-imagenet-v1", imagenet, IMAGENET);
        Sizing zoo = imagenet.withRounding(LongSide.ROUND, CropOffset.FLOOR);
        add("onnx-zoo", zoo, IMAGENET);
        add("gluoncv", zoo, IMAGENET);
        add("keras-tf", Sizing.exact(224, ResizeFilter.NEAREST), KERAS_TF);
        add("bit", Sizing.exact(480, ResizeFilter.BILINEAR), INCEPTION);
        Sizing cifar = Sizing.shorterSide(32, 1, ResizeFilter.BILINEAR);
        add("cifar10", cifar, PixelScale.of(CIFAR_MEAN, new PerChannel(0.2470f, 0.2435f, 0.2616f)));
        add("kuangliu-cifar10", cifar, PixelScale.of(CIFAR_MEAN, new PerChannel(0.2023f, 0.1994f, 0.2010f)));

        for (String depth : new String[] {"18", "18d", "34", "34d"}) {
            tested(depth + ".ra4_e3600_r224_in1k", 224, 0.9, 288);
        }
        tested("34d.ra4_e3600_r384_in1k", 384, 1, 448);
        for (String model : new String[] {"50.a1h", "101.a1h", "50d_gn.ah", "50d_evos.ah"}) {
            tested(model + "_in1k", 224, 0.95, 288);
        }
        for (String model : new String[] {"50d", "50t", "50d_frn", "101d", "152", "152d"}) {
            timm(model + ".untrained", 224, 0.875, ResizeFilter.BICUBIC);
        }
        for (String size : new String[] {"50x1", "50x3", "101x1", "101x3", "152x2", "152x4"}) {
            timm(size + "_bit.goog_in21k_ft_in1k", size.equals("152x4") ? 480 : 448, 1, ResizeFilter.BILINEAR);
            timm(size + "_bit.goog_in21k", 224, 0.875, ResizeFilter.BILINEAR);
        }
        timm("50x1_bit.goog_distilled_in1k", 224, 0.875, ResizeFilter.BICUBIC);
        timm("152x2_bit.goog_teacher_in21k_ft_in1k", 224, 0.875, ResizeFilter.BICUBIC);
        timm("152x2_bit.goog_teacher_in21k_ft_in1k_384", 384, 1, ResizeFilter.BICUBIC);
    }

    private Presets() {}

    /**
     * All presets.
     *
     * @return by name, in the order in which they should be listed
     */
    public static Map<String, Preprocessing> all() {
        return Collections.unmodifiableMap(BY_NAME);
    }

    /**
     * One preset.
     *
     * @param name such as {@code torchvision-imagenet} or {@code timm/resnetv2_50.a1h_in1k}
     * @return the preprocessing of that name
     * @throws IllegalArgumentException if there is none; the message lists those that read alike
     */
    public static Preprocessing byName(String name) {
        Preprocessing preset = BY_NAME.get(name);
        if (preset == null) {
            String alike = BY_NAME.keySet().stream()
                    .sorted(comparingInt(known -> distance(name, known)))
                    .limit(3)
                    .collect(joining(", "));
            throw new IllegalArgumentException(
                    "preset: expected one of " + BY_NAME.size() + " names, found '" + name + "'; alike are " + alike);
        }
        return preset;
    }

    private static void add(String name, Sizing sizing, PixelScale scale) {
        BY_NAME.put(name, new Preprocessing(sizing, scale));
    }

    private static void timm(String model, int size, double cropFraction, ResizeFilter filter) {
        add("timm/resnetv2_" + model, Sizing.shorterSide(size, cropFraction, filter), INCEPTION);
    }

    /** One that timm also tests at a larger size, without a cut. */
    private static void tested(String model, int size, double cropFraction, int testSize) {
        timm(model, size, cropFraction, ResizeFilter.BICUBIC);
        timm(model + "@" + testSize, testSize, 1, ResizeFilter.BICUBIC);
    }

    /** How many letters have to be added, dropped or changed to make one word of the other (Levenshtein). */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
