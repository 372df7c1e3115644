package io.github.resnetv2.image;

/** The LZW code of a GIF frame: codes of 2 to 12 bits, low bits first, in blocks of up to 255 bytes. */
final class GifCodes {
    private static final int MAX_CODES = 4096;
    private static final int MAX_BITS = 12;

    private final EncodedImage in;
    private final int rootBits;
    private long at;
    private int left;
    private int buffer;
    private int buffered;

    /** For each code beyond the roots: the code of all its pixels but the last, and the last. */
    private final int[] prefix = new int[MAX_CODES];

    private final byte[] suffix = new byte[MAX_CODES];
    private final byte[] reversed = new byte[MAX_CODES + 1];

    /**
     * @param from where the number of bits of a pixel stands; the blocks follow
     */
    GifCodes(EncodedImage in, long from) throws ImageFormatException {
        this.in = in;
        this.rootBits = in.u8(from);
        this.at = from + 1;
        if (rootBits < 1 || rootBits > 8) {
            throw in.damaged("expected pixels of 1 to 8 bits, found " + rootBits + " at byte " + from);
        }
    }

    void decode(GifFrame frame) throws ImageFormatException {
        int clear = 1 << rootBits;
        int next = clear + 2;
        int bits = rootBits + 1;
        int previous = -1;
        int first = 0;
        while (!frame.isComplete()) {
            int code = code(bits);
            if (code == clear) {
                next = clear + 2;
                bits = rootBits + 1;
                previous = -1;
                continue;
            }
            if (code == clear + 1) {
                throw in.damaged("cut short: the code ends before the last pixel, at byte " + at);
            }
            if (code > next || code >= clear && previous < 0) {
                throw in.damaged("code " + code + " before byte " + at + " has no meaning yet");
            }
            int length = 0;
            int rest = code;
            if (code == next) {
                reversed[length++] = (byte) first;
                rest = previous;
            }
            for (; rest >= clear; rest = prefix[rest]) {
                reversed[length++] = suffix[rest];
            }
            first = rest;
            frame.add(first);
            while (length > 0) {
                frame.add(reversed[--length] & 0xff);
            }
            if (previous >= 0 && next < MAX_CODES) {
                prefix[next] = previous;
                suffix[next] = (byte) first;
                if (next == (1 << bits) - 1 && bits < MAX_BITS) {
                    bits++;
                }
                next++;
            }
            previous = code;
        }
    }

    private int code(int bits) throws ImageFormatException {
        while (buffered < bits) {
            if (left == 0) {
                left = in.u8(at++);
                if (left == 0) {
                    throw in.damaged("cut short: the blocks end before the last pixel, at byte " + at);
                }
            }
            buffer |= in.u8(at++) << buffered;
            buffered += 8;
            left--;
        }
        int code = buffer & (1 << bits) - 1;
        buffer >>>= bits;
        buffered -= bits;
        return code;
    }
}
