package io.github.resnetv2.evaluate;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The photos under a folder, at any depth; symbolic links are followed. A file whose name does not end like that of a
 * picture which can be read here is passed over.
 *
 * @param photos in the order of their paths
 * @param omissions what could not be looked at, and how many files are called like something else
 */
public record PhotoFiles(List<Path> photos, List<Omission> omissions) {
    private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png", "gif", "bmp");

    /** Copies the lists. */
    public PhotoFiles {
        photos = List.copyOf(photos);
        omissions = List.copyOf(omissions);
    }

    /**
     * Looks for photos.
     *
     * @param folder where
     * @return what is there
     * @throws IOException if the folder itself cannot be read
     */
    public static PhotoFiles under(Path folder) throws IOException {
        Walk walk = new Walk(folder);
        Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, walk);
        Collections.sort(walk.photos);
        if (walk.others > 0) {
            String files = walk.others == 1 ? "1 file" : walk.others + " files";
            walk.omissions.add(new Omission(folder + ": " + files + " not called .jpg, .jpeg, .png, .gif or .bmp", 0));
        }
        return new PhotoFiles(walk.photos, walk.omissions);
    }

    /** Whether a file is called like a picture that can be read here. */
    static boolean isPhoto(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    /** What is wrong with a file, without its name, which is all that some of Java's messages hold. */
    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileSystemLoopException) {
            return "a link that leads in a circle";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof FileSystemException known && known.getReason() != null) {
            return known.getReason();
        }
        return String.valueOf(e.getMessage());
    }

    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path start;
        private final List<Path> photos = new ArrayList<>();
        private final List<Omission> omissions = new ArrayList<>();
        private int others;

        Walk(Path start) {
            this.start = start;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (isPhoto(file)) {
                photos.add(file);
            } else {
                others++;
            }
            return FileVisitResult.CONTINUE;
        }

        /** Also where links lead in a circle. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (file.equals(start)) {
                throw e;
            }
            omissions.add(new Omission(file + ": " + reason(e), 1));
            return FileVisitResult.CONTINUE;
        }
    }
}
