/**
 * `npm run check:schedules -- [--schedules N] [--seed N] [--depth N] [--threads N]`: the long form of `whole.test.ts`.
 * The schedules are run in pieces, each with a seed of its own, so that the same options give the same schedules on any
 * number of threads. Ends with the first one that fails.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { checkRandomly, formatFailure } from "multilane/testing";
import { wholeModels } from "./whole.js";

/** How many schedules a thread runs before it asks for more. */
const PIECE = 500;
/** How many reports of progress there are. */
const REPORTS = 20;

/** Some schedules of one model. */
interface Piece {
  readonly where: string;
  readonly schedules: number;
  readonly seed: number;
  readonly depth: number;
}

/** What became of a piece. */
interface Result {
  readonly schedules: number;
  readonly steps: number;
  readonly failure: string | undefined;
}

function run({ where, ...options }: Piece): Result {
  const model = wholeModels[where];
  if (model === undefined) throw new Error(`there is no model ${JSON.stringify(where)}`);
  const { schedules, steps, failure } = checkRandomly(model, options);
  const text = failure && `${where}, seed ${options.seed}, schedule ${schedules}: ${formatFailure(failure)}`;
  return { schedules, steps, failure: text };
}

/** The pieces of one run: model by model, over and over. */
function* pieces(schedules: number, firstSeed: number, depth: number): Generator<Piece, void> {
  const names = Object.keys(wholeModels);
  for (let done = 0, index = 0; done < schedules; done += PIECE, index++) {
    const where = names[index % names.length] ?? "";
    yield { where, schedules: Math.min(PIECE, schedules - done), seed: firstSeed + index, depth };
  }
}

/** Adds up what comes back, and says how far it is. */
class Progress {
  readonly #total: number;
  readonly #started = Date.now();
  schedules = 0;
  steps = 0;
  failure: string | undefined;

  constructor(total: number) {
    this.#total = total;
  }

  /** @returns whether to go on */
  add({ schedules, steps, failure }: Result): boolean {
    const before = this.#share;
    this.schedules += schedules;
    this.steps += steps;
    if (this.failure !== undefined) return false;
    this.failure = failure;
    if (this.#share > before) console.log(this.toString());
    return failure === undefined;
  }

  get #share(): number {
    return Math.floor((REPORTS * this.schedules) / this.#total);
  }

  toString(): string {
    const seconds = ((Date.now() - this.#started) / 1000).toFixed(1);
    return `${this.schedules} of ${this.#total} schedules, ${this.steps} steps, ${seconds} s`;
  }
}

/** Gives pieces to a thread until there are none, or it is told to stop. */
async function feed(source: Generator<Piece, void>, progress: Progress): Promise<void> {
  const worker = new Worker(new URL(import.meta.url));
  await new Promise<void>((resolve, reject) => {
    const next = (): void => {
      const piece = source.next();
      if (piece.done === true) resolve();
      else worker.postMessage(piece.value);
    };
    worker.on("error", reject);
    worker.on("message", (result: Result) => {
      if (progress.add(result)) next();
      else resolve();
    });
    next();
  });
  await worker.terminate();
}

/** A positive integer of the command line. */
function count(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new RangeError(`--${name} must be a positive integer, not ${JSON.stringify(text)}`);
  return number;
}

if (isMainThread) {
  const { values } = parseArgs({
    options: {
      schedules: { type: "string", default: "1000000" },
      seed: { type: "string", default: "1" },
      depth: { type: "string", default: "3" },
      threads: { type: "string", default: String(availableParallelism()) },
    },
  });
  const [schedules, seed] = [count("schedules", values.schedules), count("seed", values.seed)];
  const [depth, threads] = [count("depth", values.depth), count("threads", values.threads)];
  const source = pieces(schedules, seed, depth);
  const progress = new Progress(schedules);
  await Promise.all(Array.from({ length: threads }, () => feed(source, progress)));
  const models = Math.min(Object.keys(wholeModels).length, Math.ceil(schedules / PIECE));
  console.log(
    `${String(progress)}; ${models} models, seed ${seed}, depth ${depth}: ${progress.failure ?? "none failed"}`,
  );
  process.exitCode = progress.failure === undefined ? 0 : 1;
} else parentPort?.on("message", (piece: Piece) => parentPort?.postMessage(run(piece)));
