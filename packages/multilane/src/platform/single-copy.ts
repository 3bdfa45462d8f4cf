/**
 * One copy of the library in a thread: two would have two `Lock` classes, two codecs and two ideas of which thread
 * this is, and would disagree in silence.
 */
import { InvalidStateError } from "../errors.js";

/** Where a copy leaves word that it is here. `Symbol.for` is the same symbol in every copy. */
const MARK = Symbol.for("multilane");

/** What a copy says of itself. */
interface Copy {
  /** Where it was loaded from. */
  readonly url: string;
}

function isCopy(value: unknown): value is Copy {
  return typeof value === "object" && value !== null && "url" in value && typeof value.url === "string";
}

/**
 * Leaves this copy's mark in the thread.
 *
 * @param url `import.meta.url` of a module of this copy
 * @throws InvalidStateError if a copy with another URL has been here before
 */
export function claimThread(url: string): void {
  const present: unknown = Reflect.get(globalThis, MARK);
  if (!isCopy(present)) {
    const copy: Copy = Object.freeze({ url });
    Object.defineProperty(globalThis, MARK, { value: copy, configurable: true });
  } else if (present.url !== url) {
    throw new InvalidStateError(
      `two copies of multilane are loaded in one thread, from ${present.url} and from ${url}: their locks and threads ` +
        "would not know each other; install one version for the whole program (npm ls multilane shows who asks for " +
        "which, npm dedupe merges them)",
    );
  }
}
