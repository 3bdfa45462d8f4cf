/**
 * A gate for tasks that may run in a thread or in a process, which shares no memory: a directory. Whoever arrives
 * leaves a file in it, and goes on when there is one named `open`.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { OPEN } from "./file-gate-pass.js";
import { until } from "./until.js";

const made: string[] = [];

after(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});

/** The side of the test. */
export class FileGate {
  /** What the tasks are given. */
  readonly directory: string;

  constructor() {
    this.directory = mkdtempSync(join(tmpdir(), "gate-"));
    made.push(this.directory);
  }

  /** How many have arrived. */
  get arrivals(): number {
    return readdirSync(this.directory).filter((name) => name !== OPEN).length;
  }

  /** Resolves when so many have arrived. */
  async arrived(count: number): Promise<void> {
    await until(`${count} at the gate`, () => this.arrivals >= count);
  }

  /** Lets all go on. */
  open(): void {
    writeFileSync(join(this.directory, OPEN), "");
  }
}
