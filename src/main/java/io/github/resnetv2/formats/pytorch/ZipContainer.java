package io.github.resnetv2.formats.pytorch;

import io.github.resnetv2.formats.bytes.ByteSource;
import io.github.resnetv2.formats.pytorch.Value.Storage;
import io.github.resnetv2.formats.zip.ZipArchive;
import io.github.resnetv2.formats.zip.ZipMember;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.Checkpoint;
import io.github.resnetv2.weights.Format;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The container of PyTorch since 1.6, {@code caffe2/serialize/inline_container.cc}: a zip archive with one folder of any
 * name, in it the pickle {@code data.pkl} and each storage as {@code data/<key>}, stored without compression.
 */
final class ZipContainer {
    private static final String PICKLE = "/data.pkl";
    private static final long NEWEST_VERSION = 10;

    private final ByteSource source;
    private final ZipArchive archive;
    private final String root;

    private ZipContainer(ByteSource source, ZipArchive archive, String root) {
        this.source = source;
        this.archive = archive;
        this.root = root;
    }

    static boolean isContainer(ZipArchive archive) {
        return !roots(archive).isEmpty();
    }

    static Checkpoint read(ByteSource source, ZipArchive archive, Limits limits) throws IOException {
        List<String> roots = roots(archive);
        if (roots.size() != 1) {
            throw new ModelFormatException(
                    source.name() + ": expected one folder with a data.pkl, found " + roots.size() + ": "
                            + roots.stream().limit(2).map(Value::shown).toList());
        }
        return new ZipContainer(source, archive, roots.get(0)).read(limits);
    }

    /** The folders that hold a pickle. */
    private static List<String> roots(ZipArchive archive) {
        return archive.entries().stream()
                .map(ZipMember::name)
                .filter(name -> name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length())
                .map(name -> name.substring(0, name.length() - PICKLE.length()))
                .toList();
    }

    private Checkpoint read(Limits limits) throws IOException {
        requireNoScript();
        requireKnownVersion();
        ZipMember member = member(PICKLE);
        // Before it is opened, which inflates it.
        if (member.size() > limits.headerBytes()) {
            throw new ModelFormatException(source.name() + ": " + member.name() + ": expected " + limits.headerBytes()
                    + " bytes or fewer, found " + member.size());
        }
        ByteSource pickle = member.open();
        PickleBytes in = new PickleBytes(pickle, pickle.size());
        Value object = new Unpickler(in, limits).load();
        if (!in.isAtEnd()) {
            throw in.damaged("expected the end of the pickle, found more bytes");
        }
        Contents contents = Contents.of(object, source.name());
        Storages storages = this::place;
        return new Checkpoint(
                Format.PYTORCH_ZIP,
                source.name(),
                storages.entries(contents.views(), byteOrder(), source, limits),
                contents.metadata(),
                Optional.empty(),
                source);
    }

    private void requireNoScript() throws ModelFormatException {
        boolean script = archive.entries().stream()
                .map(ZipMember::name)
                .anyMatch(name -> name.equals(root + "/constants.pkl") || name.startsWith(root + "/code/"));
        if (script) {
            throw new ModelFormatException(source.name() + ": this is TorchScript, a program, and is not run; save its"
                    + " weights with torch.save(torch.jit.load(file).state_dict(), file2)");
        }
    }

    private void requireKnownVersion() throws IOException {
        Optional<ZipMember> version = archive.find(root + "/version");
        if (version.isPresent()) {
            String text = text(version.get());
            // Two digits at most, so that parsing cannot fail.
            if (!text.matches("[0-9]{1,2}") || Long.parseLong(text) > NEWEST_VERSION) {
                throw new ModelFormatException(source.name() + ": "
                        + version.get().name() + ": expected a version up to " + NEWEST_VERSION + ", found " + text);
            }
        }
    }

    private ByteOrder byteOrder() throws IOException {
        Optional<ZipMember> order = archive.find(root + "/byteorder");
        String text = order.isPresent() ? text(order.get()) : "little";
        return switch (text) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default ->
                throw new ModelFormatException(
                        source.name() + ": " + root + "/byteorder: expected little or big, found " + text);
        };
    }

    private static String text(ZipMember member) throws IOException {
        return StandardCharsets.ISO_8859_1.decode(member.head(16)).toString().strip();
    }

    private Storages.Place place(Storage storage) throws IOException {
        ZipMember member = member("/data/" + storage.key());
        if (member.isDeflated()) {
            throw new ModelFormatException(source.name() + ": " + member.name()
                    + " is compressed, which torch.save never writes; save the file again with it");
        }
        if (member.size() != storage.bytes()) {
            throw new ModelFormatException(source.name() + ": " + member.name() + ": expected " + storage.bytes()
                    + " bytes, found " + member.size());
        }
        return new Storages.Place(member.open(), 0);
    }

    private ZipMember member(String path) throws ModelFormatException {
        return archive.find(root + path)
                .orElseThrow(() ->
                        new ModelFormatException(source.name() + ": " + root + path + " is missing in the archive"));
    }
}
