/** A pool that takes part in the failure table. */
import type * as deeds from "./workers/deeds.js";

/** Something to do in a worker. */
export type Deed = keyof typeof deeds;

export interface OpenOptions {
  /** The module of the tasks cannot be loaded. */
  readonly badModule: boolean;
  /** Megabytes that a worker's heap may have. */
  readonly heap: number;
}

/** An open pool of one worker. */
export interface Trial {
  /** May throw, too. An abort of the signal ends the call, by whatever the library has for that. */
  run(deed: Deed, argument?: unknown, signal?: AbortSignal): PromiseLike<unknown>;
  close(): PromiseLike<unknown>;
}

/** One library, one kind of worker. */
export interface Contestant {
  readonly name: string;
  readonly version: string;
  readonly workers: "threads" | "processes";
  /** Whether tasks of another module can run in a pool whose module is bad. */
  readonly manyModules: boolean;
  open(options: OpenOptions): Trial;
}

/** What a module of workers is called by. */
export function workerUrl(name: "deeds" | "bad-import" | "poolifier" | "workerpool"): URL {
  return new URL(`./workers/${name}.js`, import.meta.url);
}
