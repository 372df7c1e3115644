package io.github.resnetv2.evaluate;

import io.github.resnetv2.evaluate.CsvText.Row;
import io.github.resnetv2.limits.Limits;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Photos whose classes are known. What had to be left out is told and does not keep the rest from being used.
 *
 * @param labels the names of all classes, in their order
 * @param photos what was found, in the order of folders and files, or of the table
 * @param omissions what was left out, and why
 */
public record LabelledPhotos(List<String> labels, List<Photo> photos, List<Omission> omissions) {
    private static final Set<String> LABEL_TITLES = Set.of("label", "class");

    /** Copies the lists. */
    public LabelledPhotos {
        labels = List.copyOf(labels);
        photos = List.copyOf(photos);
        omissions = List.copyOf(omissions);
    }

    /**
     * A photo.
     *
     * @param file where it lies; not looked into yet
     * @param label the index of its true class
     */
    public record Photo(Path file, int label) {}

    /**
     * Finds the photos of a folder that holds a folder for each class. A folder's name is a label, compared without case
     * and with blanks, {@code _} and {@code -} taken for the same, or the number of a class. Its photos may lie at any
     * depth, see {@link PhotoFiles}.
     *
     * @param folder holds the folders; some classes may have none
     * @param labels the names of all classes, in their order
     * @return the photos
     * @throws IOException if the folder cannot be read
     */
    public static LabelledPhotos ofFolders(Path folder, List<String> labels) throws IOException {
        ClassNames names = new ClassNames(labels);
        Builder builder = new Builder(labels);
        for (Path entry : builder.folders(folder)) {
            try {
                int label = names.find(name(entry));
                builder.addFolder(entry, label);
            } catch (IllegalArgumentException e) {
                builder.omit(
                        entry + ": the folder's name " + e.getMessage(),
                        PhotoFiles.under(entry).photos().size());
            }
        }
        return builder.build();
    }

    /**
     * Finds the photos of a folder that holds exactly one folder for each class, in the order of the classes when they
     * are sorted by name, as torchvision's {@code ImageFolder} numbers them: the folders of ImageNet, for example.
     *
     * @param folder holds the folders
     * @param labels the names of all classes, in their order
     * @return the photos
     * @throws IOException if the folder cannot be read, or does not hold as many folders as there are classes
     */
    public static LabelledPhotos ofSortedFolders(Path folder, List<String> labels) throws IOException {
        Builder builder = new Builder(labels);
        List<Path> folders = builder.folders(folder);
        if (folders.size() != labels.size()) {
            throw new IOException(folder + ": expected a folder for each of the " + labels.size() + " classes, found "
                    + folders.size());
        }
        for (int i = 0; i < folders.size(); i++) {
            builder.addFolder(folders.get(i), i);
        }
        return builder.build();
    }

    /**
     * Reads a table of comma-separated values: in each line the path of a photo, from the table's folder on, and its
     * label or the number of its class. A first line whose second field is "label" or "class" holds titles.
     *
     * @param file UTF-8, within {@link Limits#headerBytes}
     * @param labels the names of all classes, in their order
     * @return the photos
     * @throws IOException if the file cannot be read or is no such text
     */
    public static LabelledPhotos ofTable(Path file, List<String> labels) throws IOException {
        if (Files.size(file) > Limits.DEFAULT.headerBytes()) {
            throw new IOException(file + ": expected a table of at most " + Limits.DEFAULT.headerBytes()
                    + " bytes, found " + Files.size(file));
        }
        String text;
        try {
            text = Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": expected text in UTF-8, found other bytes", e);
        }
        ClassNames names = new ClassNames(labels);
        Builder builder = new Builder(labels);
        List<Row> rows = CsvText.rows(text.startsWith("\ufeff") ? text.substring(1) : text);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            List<String> fields = row.fields();
            if (i == 0
                    && fields.size() == 2
                    && LABEL_TITLES.contains(fields.get(1).toLowerCase(Locale.ROOT))) {
                continue;
            }
            try {
                if (fields.size() != 2) {
                    throw new IllegalArgumentException("expected a path and a label, found " + fields.size()
                            + (fields.size() == 1 ? " field" : " fields"));
                }
                // Also refuses what cannot be a path.
                builder.photos.add(new Photo(file.resolveSibling(fields.get(0)), names.find(fields.get(1))));
            } catch (IllegalArgumentException e) {
                builder.omit(file + ", line " + row.line() + ": " + e.getMessage(), 1);
            }
        }
        return builder.build();
    }

    private static String name(Path entry) {
        return Objects.requireNonNull(entry.getFileName()).toString();
    }

    private static final class Builder {
        private final List<String> labels;
        private final List<Photo> photos = new ArrayList<>();
        private final List<Omission> omissions = new ArrayList<>();

        Builder(List<String> labels) {
            this.labels = labels;
        }

        /** The folders in a folder, by name; hidden ones and files beside them do not count. */
        List<Path> folders(Path folder) throws IOException {
            List<Path> folders = new ArrayList<>();
            int strays = 0;
            try (Stream<Path> entries = Files.list(folder)) {
                for (Path entry : entries.sorted().toList()) {
                    if (Files.isDirectory(entry) && !name(entry).startsWith(".")) {
                        folders.add(entry);
                    } else if (PhotoFiles.isPhoto(entry)) {
                        strays++;
                    }
                }
            }
            if (strays > 0) {
                omit(folder + ": photos that lie in no folder of a class", strays);
            }
            return folders;
        }

        void addFolder(Path folder, int label) throws IOException {
            PhotoFiles files = PhotoFiles.under(folder);
            files.photos().forEach(file -> photos.add(new Photo(file, label)));
            omissions.addAll(files.omissions());
            if (files.photos().isEmpty()) {
                omit(folder + ": no photos in this folder", 0);
            }
        }

        void omit(String reason, int count) {
            omissions.add(new Omission(reason, count));
        }

        LabelledPhotos build() {
            return new LabelledPhotos(labels, photos, omissions);
        }
    }
}
