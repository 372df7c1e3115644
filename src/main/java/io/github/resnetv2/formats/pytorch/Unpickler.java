package io.github.resnetv2.formats.pytorch;

import io.github.resnetv2.formats.pytorch.Value.Dict;
import io.github.resnetv2.formats.pytorch.Value.Sequence;
import io.github.resnetv2.formats.pytorch.Value.Storage;
import io.github.resnetv2.formats.pytorch.Value.Text;
import io.github.resnetv2.formats.pytorch.Value.View;
import io.github.resnetv2.formats.pytorch.Value.Whole;
import io.github.resnetv2.limits.Limits;
import io.github.resnetv2.weights.DType;
import io.github.resnetv2.weights.ModelFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stack machine of pickle protocol 2, cut down to what a state dict needs.
 *
 * <p>One instance reads one pickle. What a pickle may make it allocate is bounded by a budget of
 * {@value #BUDGET_PER_TENSOR} bytes for each tensor that {@link Limits} allow: a tensor takes some twenty values of about
 * forty bytes.
 */
final class Unpickler {
    private static final int BUDGET_PER_TENSOR = 1024;
    private static final int REFERENCE_BYTES = 8;
    private static final int OBJECT_BYTES = 48;
    /** Far more than any name in a checkpoint has; finding one in a dictionary may compare it with others. */
    private static final int LONGEST_KEY = 1024;

    private final PickleBytes in;
    private final List<Value> stack = new ArrayList<>();
    private final int[] marks;
    private int markCount;
    private @Nullable Value[] memo = new Value[64];
    private final Map<String, Storage> storages = new HashMap<>();
    private long budget;
    /** Where the opcode being carried out began. */
    private long at;

    Unpickler(PickleBytes in, Limits limits) {
        this.in = in;
        this.marks = new int[limits.nesting()];
        this.budget = (long) BUDGET_PER_TENSOR * limits.tensors();
    }

    /** Runs the pickle to its STOP and gives the value it leaves. */
    Value load() throws IOException {
        while (true) {
            at = in.position();
            int code = in.unsignedByte();
            Opcode opcode = Opcode.of(code);
            if (opcode == null) {
                throw refused("0x" + Integer.toHexString(code) + " is not a pickle opcode");
            }
            if (opcode == Opcode.STOP) {
                Value result = pop(Value.class, "the pickle's value");
                if (!stack.isEmpty()) {
                    throw refused("the pickle ends with " + stack.size() + " values too many");
                }
                return result;
            }
            step(opcode);
        }
    }

    /** The storages that the pickle named, by key. */
    Map<String, Storage> storages() {
        return storages;
    }

    private void step(Opcode opcode) throws IOException {
        switch (opcode) {
            case PROTO -> requireProtocol(in.unsignedByte());
            case NONE -> push(Value.Nothing.NONE, 0);
            case NEWTRUE -> push(new Value.Truth(true), OBJECT_BYTES);
            case NEWFALSE -> push(new Value.Truth(false), OBJECT_BYTES);
            case BININT -> push(new Whole(in.int32()), OBJECT_BYTES);
            case BININT1 -> push(new Whole(in.unsignedByte()), OBJECT_BYTES);
            case BININT2 -> push(new Whole(in.unsignedShort()), OBJECT_BYTES);
            case LONG1 -> push(new Whole(in.integer(requireLong(in.unsignedByte()))), OBJECT_BYTES);
            case BINFLOAT -> push(new Value.Real(in.bigEndianDouble()), OBJECT_BYTES);
            case BINUNICODE, BINSTRING -> pushText(Integer.toUnsignedLong(in.int32()));
            case SHORT_BINSTRING -> pushText(in.unsignedByte());
            case EMPTY_TUPLE -> push(Sequence.EMPTY, 0);
            case EMPTY_LIST -> push(Sequence.list(), OBJECT_BYTES);
            case EMPTY_DICT -> push(new Dict(), OBJECT_BYTES);
            case MARK -> mark();
            case TUPLE -> pushTuple(popToMark());
            case TUPLE1 -> pushTuple(popLast(1));
            case TUPLE2 -> pushTuple(popLast(2));
            case TUPLE3 -> pushTuple(popLast(3));
            case APPEND -> append(popLast(1));
            case APPENDS -> append(popToMark());
            case SETITEM -> putAll(popLast(2));
            case SETITEMS -> putAll(popToMark());
            case BINPUT -> memoize(in.unsignedByte());
            case LONG_BINPUT -> memoize(Integer.toUnsignedLong(in.int32()));
            case BINGET -> recall(in.unsignedByte());
            case LONG_BINGET -> recall(Integer.toUnsignedLong(in.int32()));
            case GLOBAL -> pushGlobal(in.line(), in.line());
            case BINPERSID ->
                pushStorage(pop(Sequence.class, "a storage's description").items());
            case REDUCE -> reduce();
            case BUILD -> build();
            default -> throw refused("opcode " + opcode + " does not belong into a state dict");
        }
    }

    private void requireProtocol(int protocol) throws ModelFormatException {
        if (protocol != 2) {
            throw refused("expected pickle protocol 2, as torch.save writes by default, found " + protocol);
        }
    }

    private int requireLong(int bytes) throws ModelFormatException {
        if (bytes > Long.BYTES) {
            throw refused("expected an integer of up to 8 bytes, found " + bytes);
        }
        return bytes;
    }

    // The stack

    private void push(Value value, long bytes) throws ModelFormatException {
        spend(REFERENCE_BYTES + bytes);
        stack.add(value);
    }

    private void spend(long bytes) throws ModelFormatException {
        budget -= bytes;
        if (budget < 0) {
            throw refused("the pickle builds more values than the limit on tensors allows");
        }
    }

    private void pushText(long length) throws IOException {
        spend(length);
        push(new Text(in.text(length)), OBJECT_BYTES);
    }

    private void pushTuple(List<Value> items) throws ModelFormatException {
        push(Sequence.tuple(items), items.isEmpty() ? 0 : OBJECT_BYTES + (long) REFERENCE_BYTES * items.size());
    }

    private void mark() throws ModelFormatException {
        if (markCount == marks.length) {
            throw refused("nested deeper than " + marks.length + " levels");
        }
        marks[markCount++] = stack.size();
    }

    private int floor() {
        return markCount == 0 ? 0 : marks[markCount - 1];
    }

    private List<Value> popToMark() throws ModelFormatException {
        if (markCount == 0) {
            throw refused("expected a mark on the stack, found none");
        }
        int from = marks[--markCount];
        return popFrom(from);
    }

    private List<Value> popLast(int count) throws ModelFormatException {
        if (stack.size() - count < floor()) {
            throw refused("expected " + count + " values on the stack, found " + (stack.size() - floor()));
        }
        return popFrom(stack.size() - count);
    }

    private List<Value> popFrom(int from) {
        List<Value> tail = stack.subList(from, stack.size());
        List<Value> items = new ArrayList<>(tail);
        tail.clear();
        return items;
    }

    private <V extends Value> V pop(Class<V> type, String what) throws ModelFormatException {
        return cast(popLast(1).get(0), type, what);
    }

    private <V extends Value> V top(Class<V> type, String what) throws ModelFormatException {
        if (stack.size() <= floor()) {
            throw refused("expected " + what + " on the stack, found nothing");
        }
        return cast(stack.get(stack.size() - 1), type, what);
    }

    private <V extends Value> V cast(Value value, Class<V> type, String what) throws ModelFormatException {
        if (!type.isInstance(value)) {
            throw refused("expected " + what + " (" + type.getSimpleName() + "), found "
                    + value.getClass().getSimpleName());
        }
        return type.cast(value);
    }

    // The memo

    private void memoize(long index) throws ModelFormatException {
        Value value = top(Value.class, "a value to remember");
        // Pickle counts up from nought, Python 2's from one; each time takes a byte of the file at least.
        if (index > in.position()) {
            throw refused("a value cannot be remembered under " + index + " so early");
        }
        if (index >= memo.length) {
            long length = Math.max(index + 1, 2L * memo.length);
            spend(REFERENCE_BYTES * length);
            memo = Arrays.copyOf(memo, Math.toIntExact(length));
        }
        memo[(int) index] = value;
    }

    private void recall(long index) throws ModelFormatException {
        Value value = index < memo.length ? memo[(int) index] : null;
        if (value == null) {
            throw refused("nothing was remembered under " + index);
        }
        push(value, 0);
    }

    // Containers

    private void append(List<Value> items) throws ModelFormatException {
        Sequence list = top(Sequence.class, "a list");
        if (!list.isList()) {
            throw refused("a tuple cannot be appended to");
        }
        spend((long) REFERENCE_BYTES * items.size());
        list.add(items);
    }

    private void putAll(List<Value> pairs) throws ModelFormatException {
        Dict dict = top(Dict.class, "a dictionary");
        if (pairs.size() % 2 != 0) {
            throw refused("expected keys and values in pairs, found " + pairs.size());
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            put(dict, pairs.get(i), pairs.get(i + 1));
        }
    }

    private void put(Dict dict, Value key, Value value) throws ModelFormatException {
        if (!(key instanceof Text || key instanceof Whole || key instanceof Value.Truth)) {
            throw refused("expected text or a number as a key, found "
                    + key.getClass().getSimpleName());
        }
        if (key instanceof Text text) {
            requireShort(text.text());
        }
        spend(2 * OBJECT_BYTES);
        if (!dict.put(key, value)) {
            throw refused("a dictionary holds the key " + key.describe() + " twice");
        }
    }

    private void requireShort(String key) throws ModelFormatException {
        if (key.length() > LONGEST_KEY) {
            throw refused("expected a key of " + LONGEST_KEY + " characters or fewer, found " + key.length());
        }
    }

    // Names and calls

    private void pushGlobal(String module, String name) throws ModelFormatException {
        Global global = Global.of(module, name);
        if (global == null) {
            String object = "an object of " + module + '.' + name;
            boolean whole = stack.stream().noneMatch(value -> value instanceof Dict);
            throw refused(
                    whole
                            ? "this is a whole pickled object, " + object + ", not a state dict, and is never created;"
                                    + " save it again with torch.save(model.state_dict(), file)"
                            : object + " is never created, only tensors, numbers, text and their containers are;"
                                    + " save the weights alone with torch.save(model.state_dict(), file)");
        }
        push(new Value.Name(global), OBJECT_BYTES);
    }

    /** {@code ('storage', type, key, location, element count)}, in old files with a sixth item for a view of a storage. */
    private void pushStorage(List<Value> id) throws ModelFormatException {
        boolean storage = (id.size() == 5 || (id.size() == 6 && id.get(5) == Value.Nothing.NONE))
                && id.get(0).equals(new Text("storage"));
        if (!storage) {
            throw refused("expected a storage's type, key, location and element count, found "
                    + (id.size() == 6 ? "a view of a storage, as torch before 0.4 wrote it" : id.size() + " items"));
        }
        Global type = cast(id.get(1), Value.Name.class, "a storage type").global();
        if (!type.isStorage()) {
            throw refused("expected a storage type, found " + type);
        }
        String key = cast(id.get(2), Text.class, "a storage's key").text();
        requireShort(key);
        long elements =
                cast(id.get(4), Whole.class, "a storage's element count").value();
        DType dtype = type.dtype();
        int width = dtype == null ? 1 : dtype.bytes();
        if (elements < 0 || elements > Long.MAX_VALUE / width) {
            throw refused("storage " + Value.shown(key) + ": " + elements + " elements");
        }
        Storage found = new Storage(key, dtype, elements * width);
        spend(2 * OBJECT_BYTES);
        Storage known = storages.putIfAbsent(key, found);
        if (known != null && !known.equals(found)) {
            throw refused("storage " + Value.shown(key) + " is described twice, as " + known.describe() + " and as "
                    + found.describe());
        }
        push(found, OBJECT_BYTES);
    }

    private void reduce() throws ModelFormatException {
        List<Value> arguments = pop(Sequence.class, "arguments").items();
        Global called = pop(Value.Name.class, "a name to call").global();
        switch (called) {
            case ORDERED_DICT, COUNTER -> push(dict(arguments), OBJECT_BYTES);
            case SIZE -> push(argument(arguments, 0, Sequence.class), 0);
            case REBUILD_PARAMETER -> push(argument(arguments, 0, View.class), 0);
            case REBUILD_TENSOR, REBUILD_TENSOR_V2 -> {
                DType dtype = argument(arguments, 0, Storage.class).dtype();
                if (dtype == null) {
                    throw refused("a tensor over an untyped storage does not say its number type");
                }
                pushView(arguments, dtype);
            }
            case REBUILD_TENSOR_V3 -> {
                DType dtype = argument(arguments, 6, Value.Name.class).global().dtype();
                if (dtype == null) {
                    throw refused("expected a number type as seventh argument of " + called);
                }
                pushView(arguments, dtype);
            }
            default -> throw refused(called + " cannot be called");
        }
    }

    /** A dictionary from nothing, from another one, or from a list of pairs, as Python 2 wrote it. */
    private Dict dict(List<Value> arguments) throws ModelFormatException {
        if (arguments.isEmpty()) {
            return new Dict();
        }
        if (arguments.get(0) instanceof Dict same) {
            return same;
        }
        Dict dict = new Dict();
        for (Value item : argument(arguments, 0, Sequence.class).items()) {
            List<Value> pair = cast(item, Sequence.class, "a pair").items();
            if (pair.size() != 2) {
                throw refused("expected a key and a value, found " + pair.size() + " items");
            }
            put(dict, pair.get(0), pair.get(1));
        }
        return dict;
    }

    private void pushView(List<Value> arguments, DType dtype) throws ModelFormatException {
        View view = new View(
                argument(arguments, 0, Storage.class),
                dtype,
                argument(arguments, 1, Whole.class).value(),
                integers(argument(arguments, 2, Sequence.class)),
                integers(argument(arguments, 3, Sequence.class)));
        push(view, 2 * OBJECT_BYTES + 2L * Long.BYTES * view.sizes().length);
    }

    private long[] integers(Sequence items) throws ModelFormatException {
        long[] values = new long[items.items().size()];
        spend((long) Long.BYTES * values.length);
        for (int i = 0; i < values.length; i++) {
            values[i] = cast(items.items().get(i), Whole.class, "an integer").value();
        }
        return values;
    }

    private <V extends Value> V argument(List<Value> arguments, int index, Class<V> type) throws ModelFormatException {
        if (index >= arguments.size()) {
            throw refused("expected " + (index + 1) + " arguments or more, found " + arguments.size());
        }
        return cast(arguments.get(index), type, "argument " + (index + 1));
    }

    /** Attributes of a dictionary, such as the versions of modules that {@code state_dict()} notes; not needed. */
    private void build() throws ModelFormatException {
        pop(Dict.class, "attributes");
        top(Dict.class, "a dictionary to give attributes to");
    }

    private ModelFormatException refused(String what) {
        return in.damaged(at, what);
    }
}
