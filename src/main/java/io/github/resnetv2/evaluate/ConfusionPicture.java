package io.github.resnetv2.evaluate;

import io.github.resnetv2.image.RgbImage;
import java.util.List;

/** Draws a {@link ConfusionMatrix}. */
final class ConfusionPicture {
    private static final String TITLE = "rows: true class, columns: answer";
    private static final String OTHER = "other";

    /** About how high and wide the matrix gets where the cells may be larger than a pixel. */
    private static final int SIDE = 640;

    private static final int MAX_CELL = 52;
    private static final int MARGIN = 8;
    private static final int MAX_LABEL = 18;

    private static final int INK = 0x303030;
    private static final int PAPER = 0xffffff;
    private static final int NOTHING = 0xf4f4f4;
    private static final int RIGHT = 0x08458f;
    private static final int WRONG = 0xa50f15;

    private final ConfusionMatrix matrix;
    private final List<Integer> classes;
    private final List<String> names;
    private final boolean others;
    private final int cell;
    private final int scale;
    private final int left;
    private final int top;
    private final Canvas canvas;

    private ConfusionPicture(ConfusionMatrix matrix, List<String> labels) {
        this.matrix = matrix;
        this.classes = matrix.truths();
        this.others = classes.stream().anyMatch(truth -> matrix.others(truth) > 0);
        this.names = classes.stream().map(index -> clip(labels.get(index))).toList();
        this.cell = Math.max(1, Math.min(MAX_CELL, SIDE / classes.size()));
        this.scale = cell >= 2 * Canvas.LETTER_HEIGHT + 2 ? 2 : cell > Canvas.LETTER_HEIGHT ? 1 : 0;
        int label =
                names.stream().mapToInt(name -> Canvas.width(name, scale)).max().orElse(0);
        int title = (2 * Canvas.LETTER_HEIGHT) + MARGIN;
        this.left = MARGIN + label + (label > 0 ? MARGIN : 0);
        this.top = MARGIN + title + Math.max(label, others ? Canvas.width(OTHER, scale) : 0) + (label > 0 ? MARGIN : 0);
        int right = left + cell * classes.size() + (others ? MARGIN + cell : 0) + MARGIN;
        this.canvas =
                new Canvas(Math.max(right, 2 * MARGIN + Canvas.width(TITLE, 2)), top + cell * classes.size() + MARGIN);
    }

    static RgbImage of(ConfusionMatrix matrix, List<String> labels) {
        int classes = matrix.truths().size();
        if (classes < 1 || classes > ConfusionMatrix.MAX_PICTURE_CLASSES) {
            throw new IllegalArgumentException("picture of a confusion matrix: expected photos of 1 to "
                    + ConfusionMatrix.MAX_PICTURE_CLASSES + " classes, found " + classes);
        }
        ConfusionPicture picture = new ConfusionPicture(matrix, labels);
        picture.draw();
        return picture.canvas.toImage();
    }

    private void draw() {
        canvas.text(MARGIN, MARGIN, 2, INK, TITLE);
        int columnOfOthers = left + cell * classes.size() + MARGIN;
        for (int row = 0; row < classes.size(); row++) {
            int truth = classes.get(row);
            int y = top + cell * row;
            label(row, y);
            for (int column = 0; column < classes.size(); column++) {
                int count = matrix.count(truth, classes.get(column));
                cell(left + cell * column, y, count, truth, row == column);
            }
            if (others) {
                cell(columnOfOthers, y, matrix.others(truth), truth, false);
            }
        }
        if (others && scale > 0) {
            canvas.textUpwards(columnOfOthers + centred(), top - MARGIN, scale, INK, OTHER);
        }
    }

    private void label(int row, int y) {
        if (scale > 0) {
            String name = names.get(row);
            canvas.text(left - MARGIN - Canvas.width(name, scale), y + centred(), scale, INK, name);
            canvas.textUpwards(left + cell * row + centred(), top - MARGIN, scale, INK, name);
        }
    }

    private int centred() {
        return (cell - Canvas.LETTER_HEIGHT * scale) / 2;
    }

    private void cell(int x, int y, int count, int truth, boolean right) {
        // The root keeps a mistake of one in a hundred visible.
        double share = Math.sqrt((double) count / matrix.photos(truth));
        int gap = scale > 0 ? 1 : 0;
        canvas.fill(x, y, cell - gap, cell - gap, count == 0 ? NOTHING : mix(right ? RIGHT : WRONG, share));
        String text = Integer.toString(count);
        int room = cell - 2;
        int size = Canvas.width(text, scale) <= room ? scale : Canvas.width(text, 1) <= room ? 1 : 0;
        if (count > 0 && scale > 0 && size > 0) {
            int ink = share > 0.5 ? PAPER : INK;
            // The last letter's gap and the row below the baseline are empty.
            int width = Canvas.width(text, size) - size;
            int height = (Canvas.LETTER_HEIGHT - 1) * size;
            canvas.text(x + (cell - gap - width) / 2, y + (cell - gap - height) / 2, size, ink, text);
        }
    }

    /** A colour thinned with white. */
    private static int mix(int colour, double share) {
        int mixed = 0;
        for (int shift = 0; shift <= 16; shift += 8) {
            int part = colour >> shift & 0xff;
            mixed |= (int) Math.round(255 + (part - 255) * share) << shift;
        }
        return mixed;
    }

    private static String clip(String label) {
        return label.length() <= MAX_LABEL ? label : label.substring(0, MAX_LABEL - 2) + "..";
    }
}
