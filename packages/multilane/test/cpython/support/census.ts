/** The processes of a pool, each of which says that it is there when it starts. */
import { readdirSync } from "node:fs";
import { FileGate } from "../../support/file-gate.js";
import { arrive } from "../executor-tasks.js";

/** Options for a pool whose processes are counted, and how to ask for them. */
export class Census {
  readonly #gate = new FileGate();
  readonly initializer: typeof arrive = arrive;
  readonly initargs: [string] = [this.#gate.directory];

  /** The ids of all processes that have come up so far. */
  get pids(): number[] {
    return readdirSync(this.#gate.directory).map((name) => Number.parseInt(name, 10));
  }
}
