package io.github.resnetv2.formats.hdf5;

import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The members of a group, as all versions of HDF5 write them by default: a B-tree of version 1 whose leaves point to nodes
 * of symbols, with the names in a local heap (specification, sections III.A.1, III.B to III.D).
 */
final class SymbolTable {
    private static final int TREE_HEAD_BYTES = 24;
    private static final int CHILD_BYTES = 16;
    private static final int NODE_HEAD_BYTES = 8;
    private static final int SYMBOL_BYTES = 40;
    private static final int HEAP_HEAD_BYTES = 32;
    private static final int LONGEST_NAME = 1024;
    private static final int DEEPEST_TREE = 16;
    private static final long SOFT_LINK = 2;

    private final Hdf5Bytes file;
    private final long most;
    private final Map<String, Long> members = new LinkedHashMap<>();
    private final Fields names;

    private SymbolTable(Hdf5Bytes file, long most, long heap) throws IOException {
        this.file = file;
        this.most = most;
        Fields head = file.read(heap, "HEAP", HEAP_HEAD_BYTES);
        if (head.u8() != 0) {
            throw file.damaged(heap, "expected a local heap of version 0");
        }
        long length = head.skip(3).i64();
        this.names = file.read(head.skip(8).i64(), length);
    }

    /**
     * The members of a group by name, in the order of the names: addresses of object headers.
     *
     * @param message the group's symbol table message
     * @param most how many members are allowed
     */
    static Map<String, Long> members(Hdf5Bytes file, Fields message, long most) throws IOException {
        long tree = message.i64();
        SymbolTable table = new SymbolTable(file, most, message.i64());
        table.addTree(tree, DEEPEST_TREE);
        return table.members;
    }

    private void addTree(long address, int highest) throws IOException {
        file.enter(address, "a B-tree node");
        Fields head = file.read(address, "TREE", TREE_HEAD_BYTES);
        int type = head.u8();
        int level = head.u8();
        int children = head.u16();
        if (type != 0 || level > highest) {
            throw file.damaged(
                    address,
                    "expected a group's B-tree node of level " + highest + " at most, found type " + type
                            + " and level " + level);
        }
        Fields pairs = file.read(address + TREE_HEAD_BYTES, (long) CHILD_BYTES * children);
        for (int i = 0; i < children; i++) {
            long child = pairs.skip(8).i64();
            if (level == 0) {
                addSymbols(child);
            } else {
                addTree(child, level - 1);
            }
        }
    }

    private void addSymbols(long address) throws IOException {
        file.enter(address, "a node of symbols");
        Fields head = file.read(address, "SNOD", NODE_HEAD_BYTES);
        int version = head.u8();
        if (version != 1) {
            throw file.damaged(address, "expected symbols of version 1, found " + version);
        }
        int count = head.skip(1).u16();
        Fields symbols = file.read(address + NODE_HEAD_BYTES, (long) SYMBOL_BYTES * count);
        for (int i = 0; i < count; i++) {
            Fields symbol = symbols.take(SYMBOL_BYTES);
            String name = name(symbol.i64());
            long header = symbol.i64();
            if (symbol.u32() == SOFT_LINK) {
                throw file.damaged(address, name + " is a soft link, which is not followed");
            }
            if (members.size() == most) {
                throw file.damaged(address, "expected " + most + " members of a group or fewer, found more");
            }
            if (members.put(name, header) != null) {
                throw file.damaged(address, "two members of a group are named " + name);
            }
        }
    }

    private String name(long offset) throws ModelFormatException {
        String name = names.textAt(offset, LONGEST_NAME);
        file.charge(name.length(), names.address());
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            throw names.damaged("expected a name without slashes at " + offset + ", found '" + name + "'");
        }
        return name;
    }
}
