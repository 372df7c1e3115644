package io.github.resnetv2.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.resnetv2.evaluate.LabelledPhotos.Photo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledPhotosTest {
    private static final List<String> LABELS = List.of("cat", "great dane", "cow");

    @TempDir
    private Path folder;

    private Path photo(String path) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.write(file, new byte[0]);
    }

    private Path table(String text) throws IOException {
        return Files.writeString(folder.resolve("table.csv"), text);
    }

    private static List<String> reasons(LabelledPhotos photos) {
        return photos.omissions().stream().map(Omission::reason).toList();
    }

    @Test
    void foldersAreClassesByNameOrNumber() throws IOException {
        Path b = photo("Great_Dane/b.JPG");
        Path deep = photo("Great_Dane/2019/may/a.png");
        Path cat = photo("0/x.jpeg");
        LabelledPhotos photos = LabelledPhotos.ofFolders(folder, LABELS);
        assertEquals(List.of(new Photo(cat, 0), new Photo(deep, 1), new Photo(b, 1)), photos.photos());
        assertEquals(List.of(), photos.omissions());
    }

    @Test
    void whatIsLeftOutIsCountedAndDoesNotKeepTheRest() throws IOException {
        Path cat = photo("cat/a.gif");
        photo("cat/notes.txt");
        photo("cat/Thumbs.db");
        photo("zebra/1.jpg");
        photo("zebra/more/2.jpg");
        photo("stray.bmp");
        photo("readme.md");
        photo(".hidden/a.jpg");
        Files.createDirectory(folder.resolve("cow"));
        LabelledPhotos photos = LabelledPhotos.ofFolders(folder, LABELS);
        assertEquals(List.of(new Photo(cat, 0)), photos.photos());
        assertEquals(
                List.of(
                        new Omission(folder + ": photos that lie in no folder of a class", 1),
                        new Omission(folder.resolve("cat") + ": 2 files not called .jpg, .jpeg, .png, .gif or .bmp", 0),
                        new Omission(folder.resolve("cow") + ": no photos in this folder", 0),
                        new Omission(
                                folder.resolve("zebra") + ": the folder's name 'zebra' is no class: expected a label or"
                                        + " a number from 0 to 2",
                                2)),
                photos.omissions());
    }

    @Test
    void linksAreFollowedAndACircleOfThemEnds() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        photo("elsewhere/a.jpg");
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.createSymbolicLink(root.resolve("cow"), elsewhere);
        Files.createSymbolicLink(elsewhere.resolve("again"), elsewhere);
        LabelledPhotos photos = LabelledPhotos.ofFolders(root, LABELS);
        assertEquals(List.of(new Photo(root.resolve("cow/a.jpg"), 2)), photos.photos());
        assertEquals(List.of(root.resolve("cow/again") + ": a link that leads in a circle"), reasons(photos));
    }

    @Test
    void aFolderThatMustNotBeReadIsNamedOnce() throws IOException {
        photo("cat/a.jpg");
        Path closed = Files.createDirectory(folder.resolve("cat/closed"));
        assumeTrue(closed.toFile().setReadable(false) && !Files.isReadable(closed), "who is root may read all");
        LabelledPhotos photos = LabelledPhotos.ofFolders(folder, LABELS);
        assertEquals(List.of(closed + ": permission denied"), reasons(photos));
    }

    @Test
    void sortedFoldersAreTheClassesInTheirOrder() throws IOException {
        Path first = photo("n01/a.jpg");
        Path third = photo("n10/b.jpg");
        Files.createDirectory(folder.resolve("n02"));
        LabelledPhotos photos = LabelledPhotos.ofSortedFolders(folder, LABELS);
        assertEquals(List.of(new Photo(first, 0), new Photo(third, 2)), photos.photos());
        assertEquals(List.of(folder.resolve("n02") + ": no photos in this folder"), reasons(photos));
        Files.createDirectory(folder.resolve("n03"));
        assertEquals(
                folder + ": expected a folder for each of the 3 classes, found 4",
                assertThrows(IOException.class, () -> LabelledPhotos.ofSortedFolders(folder, LABELS))
                        .getMessage());
    }

    @Test
    void aTableNamesPhotosFromItsOwnFolderOn() throws IOException {
        Path file = table("\ufeffpath,Label\na.jpg,cat\n\n\"sub/b,c.jpg\",\"Great Dane\"\n/x.png,2\n");
        assertEquals(
                List.of(
                        new Photo(folder.resolve("a.jpg"), 0),
                        new Photo(folder.resolve("sub/b,c.jpg"), 1),
                        new Photo(Path.of("/x.png"), 2)),
                LabelledPhotos.ofTable(file, LABELS).photos());
    }

    @Test
    void wrongLinesOfATableAreToldByTheirNumber() throws IOException {
        Path file = table("a.jpg,cat\nb.jpg\nc.jpg,dog\nd.jpg,cat,0.9\nnul\0.jpg,cat\n");
        LabelledPhotos photos = LabelledPhotos.ofTable(file, LABELS);
        assertEquals(1, photos.photos().size());
        List<String> reasons = reasons(photos);
        assertEquals(
                List.of(
                        file + ", line 2: expected a path and a label, found 1 field",
                        file + ", line 3: 'dog' is no class: expected a label or a number from 0 to 2",
                        file + ", line 4: expected a path and a label, found 3 fields"),
                reasons.subList(0, 3));
        assertTrue(reasons.get(3).startsWith(file + ", line 5: "), reasons.get(3));
        assertEquals(4, photos.omissions().stream().mapToInt(Omission::photos).sum());
    }

    @Test
    void whatCannotBeReadAtAllIsAnError() throws IOException {
        assertThrows(NoSuchFileException.class, () -> LabelledPhotos.ofFolders(folder.resolve("none"), LABELS));
        assertThrows(NoSuchFileException.class, () -> LabelledPhotos.ofTable(folder.resolve("none.csv"), LABELS));
        Path latin = Files.write(folder.resolve("latin.csv"), "caf\u00e9,cat".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(
                latin + ": expected text in UTF-8, found other bytes",
                assertThrows(IOException.class, () -> LabelledPhotos.ofTable(latin, LABELS))
                        .getMessage());
    }
}
