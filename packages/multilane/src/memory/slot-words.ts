/**
 * The words of a thread slot. `memory/thread-slots.ts` says how a slot is taken and given back, `memory/bell.ts` how
 * a thread is woken.
 *
 * | word      | written by                        | meaning                                                        |
 * | --------- | --------------------------------- | -------------------------------------------------------------- |
 * | STATE     | creator, the thread, the watcher  | `ident << 2 \| state`; 0 is a free slot                         |
 * | BELL      | whoever has news for this thread  | counts rings; a blocked thread sleeps on it                    |
 * | BLOCKED   | the thread                        | how many of its frames are blocked: 0 means nobody listens     |
 * | PARENT    | creator                           | token of the thread that started this one, 0 for none          |
 * | EXIT_*    | the thread, on its way out        | how it left (0: it did not say), and its exit code             |
 * | MAILBOX   | whoever has news for its loop     | counts rings; the event loop's one `waitAsync` is on it        |
 * | GONE      | the watcher, or the creator       | the token of a thread in this slot that has stopped running    |
 */
export const STATE = 0;
export const BELL = 1;
export const BLOCKED = 2;
export const PARENT = 3;
export const EXIT_KIND = 4;
export const EXIT_CODE = 5;
export const MAILBOX = 6;
export const GONE = 7;
/** How many words of a slot are used. */
export const SLOT_WORDS_USED = 8;
