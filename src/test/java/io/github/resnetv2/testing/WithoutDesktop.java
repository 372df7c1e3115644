package io.github.resnetv2.testing;

import io.github.resnetv2.Classifier;
import io.github.resnetv2.Explanation;
import io.github.resnetv2.ResNetV2;
import io.github.resnetv2.image.ImageDecoder;
import io.github.resnetv2.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** What a server does that gets pixels, run as a program on {@code java.base} alone. */
public final class WithoutDesktop {
    private WithoutDesktop() {}

    /** Takes the path of a model of pictures. */
    public static void main(String[] args) throws IOException {
        if (ModuleLayer.boot().findModule("java.desktop").isPresent()) {
            throw new IllegalStateException("java.desktop is there");
        }
        System.out.print(answers(Path.of(args[0])));
    }

    /** The answers for one picture in every form that needs no other module. */
    public static String answers(Path model) throws IOException {
        Classifier classifier = Classifier.of(ResNetV2.load(model));
        int side = 48;
        int[] argb = new int[side * side];
        for (int i = 0; i < argb.length; i++) {
            argb[i] = i * 0x010305;
        }
        RgbImage picture = RgbImage.ofArgb(side, side, argb);
        RgbImage decoded = ImageDecoder.DEFAULT.decode(picture.toPng());
        Explanation explanation = classifier.explain(decoded, 1);
        RgbImage overlay = explanation.heatMap().overlay(decoded);
        return classifier.classify(argb, side, side, 3) + "\n"
                + classifier.classify(picture.toBytes(), side, side, 3) + "\n"
                + classifier.classify(ByteBuffer.wrap(picture.toBytes()), side, side, 3) + "\n"
                + explanation.predictions() + " " + overlay.hashCode() + "\n";
    }
}
