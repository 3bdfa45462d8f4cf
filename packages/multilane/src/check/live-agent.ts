/** An agent of a random schedule: it runs on in place for as long as it is let, and is run from its start after that. */
import type { Answer, Entry, Next, Operation } from "./operation.js";
import type { Past } from "./past.js";
import { Run } from "./run.js";
import type { Log, Part } from "./run.js";

const NOT_STARTED: Next = { kind: "idle", timers: [], owed: [] };

/** Its past is a log that grows: there is one of them only, unlike in a search. */
export class LiveAgent implements Past {
  readonly id = 0;
  readonly #log: Log = { entries: [], asked: [] };
  readonly #run: Run;
  #next: Next = NOT_STARTED;
  /** Whether something has happened to it that it has not run on from. */
  isBehind = true;

  /** @param beyond performs an operation, or has the agent wait with it */
  constructor(part: Part, beyond: (operation: Operation) => Answer | undefined) {
    this.#run = new Run(part, this.#log, beyond);
  }

  /** What it is about to do, if it is not behind. */
  get next(): Next {
    return this.#next;
  }

  /** Back to the start, for another schedule. */
  restart(): void {
    this.#log.entries.length = this.#log.asked.length = 0;
    this.#run.restart();
    this.#next = NOT_STARTED;
    this.isBehind = true;
  }

  followedBy(entry: Entry): this {
    // Whose asked operation is there already, if it is an answer.
    if (typeof entry === "object") this.#log.asked[this.#log.entries.length] = undefined;
    this.#log.entries.push(entry);
    this.isBehind = true;
    return this;
  }

  /** Goes on as far as it is let. */
  advance(): void {
    this.isBehind = false;
    this.#next = this.#run.advance();
  }
}
