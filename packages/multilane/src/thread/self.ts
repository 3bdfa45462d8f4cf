/** Which thread this is. */
import { MissingMainGuardError } from "../errors.js";
import { ownProcess } from "../platform/environment.js";
import { birthData } from "../platform/workers.js";
import type { Birth } from "./birth.js";

export { ownSlot } from "../memory/own-slot.js";

/** What this thread was born with; `undefined` in main and in Workers that the library did not start. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by WorkerHandle of this very library
export const birth = birthData() as Birth | undefined;

/** How deep in threads and processes that start others this one is; main is 0. */
export const ownDepth: number = birth?.depth ?? ownProcess?.depth ?? 0;

/** No program that means it nests its threads deeper. */
const DEEPEST = 8;

/**
 * Refuses to start a thread in a thread in a thread …: a program without a guard that starts itself again in every
 * worker would go on for ever.
 *
 * @throws MissingMainGuardError
 */
export function refuseTooDeep(what: string): void {
  if (ownDepth >= DEEPEST)
    throw new MissingMainGuardError(
      `${what} in a thread that is ${ownDepth} threads below main: the program's own code seems to run again in its workers. ` +
        'Put it inside `if (isMainThread) { … }` (import { isMainThread } from "multilane")',
    );
}
