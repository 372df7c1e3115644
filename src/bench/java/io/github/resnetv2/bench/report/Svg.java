package io.github.resnetv2.bench.report;

import java.util.Locale;

/** An SVG picture under construction, with a white ground for readers on a dark page. */
final class Svg {
    /** One a series, told apart by people who do not see all colours. */
    static final String[] COLOURS = {"#0b5fa5", "#d1661a", "#5b8c3a", "#8a5aa8"};

    private static final String TEXT = "#333333";

    private final StringBuilder out = new StringBuilder();

    Svg(int width, int height, String title) {
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"11\">%n",
                width,
                height,
                width,
                height));
        out.append("<title>").append(escaped(title)).append("</title>\n");
        out.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        text(width / 2.0, 17, "middle", "font-size=\"13\" font-weight=\"bold\"", title);
    }

    void text(double x, double y, String anchor, String content) {
        text(x, y, anchor, "", content);
    }

    private void text(double x, double y, String anchor, String attributes, String content) {
        out.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\" %s>%s</text>%n",
                x,
                y,
                anchor,
                TEXT,
                attributes,
                escaped(content)));
    }

    /** Text that runs upwards, its middle at a place. */
    void upwards(double x, double y, String content) {
        text(x, y, "middle", String.format(Locale.ROOT, "transform=\"rotate(-90 %.1f %.1f)\"", x, y), content);
    }

    void line(double x1, double y1, double x2, double y2, String colour) {
        out.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
                x1,
                y1,
                x2,
                y2,
                colour));
    }

    void rectangle(double x, double y, double width, double height, String colour) {
        out.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
                x,
                y,
                width,
                height,
                colour));
    }

    void circle(double x, double y, String colour) {
        out.append(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", x, y, colour));
    }

    /** A line through points, {@code x,y x,y}. */
    void polyline(String points, String colour, boolean dashed) {
        out.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
                .append(colour)
                .append(dashed ? "\" stroke-dasharray=\"5 4" : "")
                .append("\" points=\"")
                .append(points)
                .append("\"/>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return out.toString().replace("\r", "") + "</svg>\n";
    }
}
