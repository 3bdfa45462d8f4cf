/**
 * The first byte of a value in a ring, and what follows it. A count is one byte, or 255 and four; numbers are
 * little-endian. Threads of one program write and read this, and nobody keeps it: it may change at any time.
 *
 * | tag            | followed by                                                                            |
 * | -------------- | -------------------------------------------------------------------------------------- |
 * | SMALL + n      | nothing: the integer n, below 128                                                      |
 * | INT32, FLOAT64 | 4 bytes, 8 bytes                                                                       |
 * | BIGINT64       | 8 bytes                                                                                |
 * | LATIN1, UTF16  | count of code units; one or two bytes for each                                         |
 * | ARRAY          | count; the elements                                                                    |
 * | OBJECT         | number of keys (1 byte), length of the keys (2), their hash (4); the keys; the values  |
 * | BYTES          | which class (1 byte); how many bytes (4); the bytes                                    |
 *
 * A key is written as a string, its tag included.
 */
export const UNDEFINED = 0;
export const NULL = 1;
export const FALSE = 2;
export const TRUE = 3;
export const INT32 = 4;
export const FLOAT64 = 5;
export const BIGINT64 = 6;
export const LATIN1 = 7;
export const UTF16 = 8;
export const ARRAY = 9;
export const OBJECT = 10;
export const BYTES = 11;
export const SMALL = 128;

/** A count that does not fit in its one byte. */
export const LONG_COUNT = 255;

/** What writing answers when the value does not fit, or is not one that the bytes bring back exactly. */
export const REFUSED = -1;
