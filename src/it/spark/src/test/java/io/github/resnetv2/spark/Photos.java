package io.github.resnetv2.spark;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Photos of many sizes in several folders, as users have them. */
final class Photos {
    static final Path MODEL = Path.of(System.getProperty("demo"), "cifar10.safetensors");
    static final Path CAT = Path.of(System.getProperty("demo"), "cat.jpg");

    private Photos() {}

    /** Writes parts of the cat into three folders in turn: {@code photo0.png} and so on. */
    static List<Path> write(Path folder, int count) throws IOException {
        BufferedImage cat = ImageIO.read(CAT.toFile());
        Random random = new Random(1);
        List<Path> photos = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int width = 20 + random.nextInt(cat.getWidth() - 20);
            int height = 20 + random.nextInt(cat.getHeight() - 20);
            int left = random.nextInt(cat.getWidth() - width + 1);
            int top = random.nextInt(cat.getHeight() - height + 1);
            Path file =
                    Files.createDirectories(folder.resolve("folder" + i % 3)).resolve("photo" + i + ".png");
            ImageIO.write(cat.getSubimage(left, top, width, height), "png", file.toFile());
            photos.add(file);
        }
        return photos;
    }

    /** Adds a photo that is cut off, and a file that is not meant. */
    static Path writeDamaged(Path folder) throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "not a photo");
        return Files.write(folder.resolve("cut.jpg"), Arrays.copyOf(Files.readAllBytes(CAT), 300));
    }
}
