package io.github.resnetv2.formats.pytorch;

import org.jspecify.annotations.Nullable;

/**
 * Every opcode of pickle protocols 0 to 5, under the names of Python's {@code pickletools}; most are here only so that
 * they can be refused by name.
 */
enum Opcode {
    ADDITEMS(0x90),
    APPEND('a'),
    APPENDS('e'),
    BINBYTES('B'),
    BINBYTES8(0x8e),
    BINFLOAT('G'),
    BINGET('h'),
    BININT('J'),
    BININT1('K'),
    BININT2('M'),
    BINPERSID('Q'),
    BINPUT('q'),
    BINSTRING('T'),
    BINUNICODE('X'),
    BINUNICODE8(0x8d),
    BUILD('b'),
    BYTEARRAY8(0x96),
    DICT('d'),
    DUP('2'),
    EMPTY_DICT('}'),
    EMPTY_LIST(']'),
    EMPTY_SET(0x8f),
    EMPTY_TUPLE(')'),
    EXT1(0x82),
    EXT2(0x83),
    EXT4(0x84),
    FLOAT('F'),
    FRAME(0x95),
    FROZENSET(0x91),
    GET('g'),
    GLOBAL('c'),
    INST('i'),
    INT('I'),
    LIST('l'),
    LONG('L'),
    LONG1(0x8a),
    LONG4(0x8b),
    LONG_BINGET('j'),
    LONG_BINPUT('r'),
    MARK('('),
    MEMOIZE(0x94),
    NEWFALSE(0x89),
    NEWOBJ(0x81),
    NEWOBJ_EX(0x92),
    NEWTRUE(0x88),
    NEXT_BUFFER(0x97),
    NONE('N'),
    OBJ('o'),
    PERSID('P'),
    POP('0'),
    POP_MARK('1'),
    PROTO(0x80),
    PUT('p'),
    READONLY_BUFFER(0x98),
    REDUCE('R'),
    SETITEM('s'),
    SETITEMS('u'),
    SHORT_BINBYTES('C'),
    SHORT_BINSTRING('U'),
    SHORT_BINUNICODE(0x8c),
    STACK_GLOBAL(0x93),
    STOP('.'),
    STRING('S'),
    TUPLE('t'),
    TUPLE1(0x85),
    TUPLE2(0x86),
    TUPLE3(0x87),
    UNICODE('V');

    private static final @Nullable Opcode[] BY_CODE = new Opcode[256];

    static {
        for (Opcode opcode : values()) {
            BY_CODE[opcode.code] = opcode;
        }
    }

    private final int code;

    Opcode(int code) {
        this.code = code;
    }

    /** The opcode of this byte, or null if there is none. */
    static @Nullable Opcode of(int code) {
        return BY_CODE[code];
    }
}
