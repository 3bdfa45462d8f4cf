import { within } from "../../support/patience.js";
import { until } from "./until.js";

/** Calls of one task that are under way. CPython: `Bunch` of lock_tests. */
export class Bunch<Result> {
  /** How many have returned, or thrown. */
  finished = 0;
  readonly #results: Promise<Result[]>;
  #failure: { readonly error: unknown } | undefined;

  constructor(members: readonly Promise<Result>[]) {
    for (const member of members)
      member.then(
        () => this.finished++,
        (error: unknown) => {
          this.finished++;
          this.#failure ??= { error };
        },
      );
    // All of them, so that none is left behind in the next test.
    this.#results = Promise.allSettled(members).then(() => Promise.all(members));
    this.#results.catch(() => undefined); // join() tells
  }

  /** As {@link until}, but ends at once, with what was thrown, when one of them throws. */
  async until(what: string, condition: () => boolean): Promise<void> {
    await until(what, () => this.#failure !== undefined || condition());
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Resolves with what they returned when all have; rejects with what the first one threw. */
  async join(): Promise<Result[]> {
    return await within(this.#results, "the end of the bunch");
  }
}
