/**
 * The first byte of a written value, and what follows it. A count is one byte, or 255 and four; numbers are
 * little-endian. Threads of one program read and write this, and nobody keeps it: it may change at any time.
 *
 * | tag                | followed by                                                          |
 * | ------------------ | -------------------------------------------------------------------- |
 * | INT32, FLOAT64     | 4 bytes, 8 bytes                                                     |
 * | BIGINT64           | 8 bytes                                                              |
 * | LATIN1, UTF16      | count of code units; one or two bytes for each                       |
 * | ARRAY              | count; the elements                                                  |
 * | OBJECT             | count; for each property its key (as a string, with tag), its value  |
 * | CLONED             | what `platform/serialize.ts` wrote of the value                      |
 * | CLONED_SPECIAL     | the same of an `Encoded` with records                                |
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
export const CLONED = 11;
export const CLONED_SPECIAL = 12;

/** A count that does not fit in its one byte. */
export const LONG_COUNT = 255;
