/**
 * Calls that count themselves, in a pool whose workers are killed all the time: each future settles exactly once, by
 * the right result or by a named error, and what is reported cancelled has not run.
 */
import { CancelledError, TimeoutError, WorkerDiedError } from "multilane";
import type { Future, Submitter } from "multilane";
import { random } from "../support/random.js";
import { WORKERS } from "./chaos-kinds.js";
import type { ChaosKind } from "./chaos-kinds.js";
import { meet, proofOf, work } from "./chaos-tasks.js";
import type { Answer, Deed, Tally } from "./chaos-tasks.js";

/** What a run is like. */
export interface ChaosOptions {
  readonly kind: ChaosKind;
  readonly tasks: number;
  readonly seed: number;
  /** For the files of the run. */
  readonly directory: string;
  /** Milliseconds between two deaths. */
  readonly pace: number;
  /** Milliseconds after which nothing more is submitted: a busy machine need not do all tasks. Default: none. */
  readonly atMost?: number;
  /** Milliseconds without any future settled after which the run hangs. */
  readonly patience: number;
}

/** How futures ended. */
const OUTCOMES = ["nothing", "value", "cancelled", "died", "timeout", "other"] as const;
type Outcome = (typeof OUTCOMES)[number];

/** What came of it. */
export interface ChaosReport {
  /** Empty if all went well. */
  readonly problems: readonly string[];
  /** Whether the pool could not even be shut down. */
  readonly hangs: boolean;
  readonly outcomes: Readonly<Record<string, number>>;
  /** How workers were killed, and how often. */
  readonly deaths: Readonly<Record<string, number>>;
  /** Futures that failed though their task had counted itself, and those whose task had not come so far. */
  readonly lost: { readonly ran: number; readonly notRan: number };
  readonly milliseconds: number;
}

/** Calls under way at once. */
const WINDOW = 400;

let meetings = 0;

class Chaos {
  readonly #options: ChaosOptions;
  readonly #executor: ReturnType<ChaosKind["make"]>;
  readonly #impatient: Submitter;
  readonly #tally: Tally;
  readonly #random: () => number;
  readonly #settled: Uint8Array;
  readonly #outcomes: Uint8Array;
  readonly #recent: Future<Answer>[] = [];
  readonly #problems: string[] = [];
  readonly #deaths: Record<string, number> = {};
  /** Who has answered lately. */
  #known: number[] = [];
  #everybody = new Set<number>();
  #made = 0;
  #over = 0;
  #lastOver = 0;
  #lastNews = performance.now();
  #nextDeed: Deed | undefined;
  #hangs = false;
  #wake: () => void = () => undefined;

  constructor(options: ChaosOptions) {
    this.#options = options;
    this.#random = random(options.seed);
    this.#executor = options.kind.make();
    this.#impatient = this.#executor.with({ timeout: 5, cancelGrace: 5 });
    this.#tally = options.kind.tallyFor(options.tasks, options.directory);
    this.#settled = new Uint8Array(options.tasks);
    this.#outcomes = new Uint8Array(options.tasks);
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #problem(text: string): void {
    if (this.#problems.length < 20) this.#problems.push(text);
  }

  #died(how: string): void {
    this.#deaths[how] = (this.#deaths[how] ?? 0) + 1;
  }

  #submit(): void {
    const index = this.#made++;
    const fatal = this.#nextDeed;
    this.#nextDeed = undefined;
    const chance = this.#below(100);
    const deed = fatal ?? (chance < 88 ? "return" : chance < 98 ? "spin" : "wait");
    const submitter = deed === "loop" ? this.#impatient : this.#executor;
    const future = submitter.submit(work, this.#tally, index, deed, this.#random());
    future.addDoneCallback(() => void this.#end(index, future));
    this.#recent[index % WINDOW] = future;
    // Some that have just been submitted, and some that may be anywhere.
    if (this.#below(100) < 2) future.cancel();
    if (this.#below(100) < 2) this.#recent[this.#below(WINDOW)]?.cancel();
  }

  async #end(index: number, future: Future<Answer>): Promise<void> {
    this.#settled[index] = (this.#settled[index] ?? 0) + 1;
    this.#over++;
    this.#outcomes[index] = OUTCOMES.indexOf(await this.#outcomeOf(index, future));
    if (this.#made - this.#over < WINDOW / 2) this.#wake();
  }

  async #outcomeOf(index: number, future: Future<Answer>): Promise<Outcome> {
    try {
      const { proof, who } = await future;
      if (proof !== proofOf(index)) this.#problem(`call ${index} got the answer of another: ${proof}`);
      this.#meet(who);
      return "value";
    } catch (error) {
      if (error instanceof CancelledError) return "cancelled";
      if (error instanceof WorkerDiedError) return "died";
      if (error instanceof TimeoutError) return "timeout";
      this.#problem(`call ${index} failed: ${String(error)}`);
      return "other";
    }
  }

  #meet(who: number): void {
    this.#everybody.add(who);
    if (this.#known.includes(who)) return;
    this.#known.push(who);
    if (this.#known.length > WORKERS) this.#known.shift();
  }

  /** One worker dies: from outside, or by the next task. */
  #kill(): void {
    const { kind } = this.#options;
    const { fatal } = kind;
    const deed = fatal[this.#below(fatal.length * 2)];
    if (deed !== undefined) {
      if (this.#nextDeed === undefined) this.#died(deed);
      this.#nextDeed ??= deed;
      return;
    }
    const [who] = this.#known.splice(this.#below(this.#known.length), 1);
    if (who !== undefined && kind.kill(who)) this.#died("from outside");
  }

  #look(): void {
    const time = performance.now();
    if (this.#over !== this.#lastOver) this.#lastNews = time;
    this.#lastOver = this.#over;
    if (time - this.#lastNews < this.#options.patience) return;
    this.#hangs = true;
    const statistics = JSON.stringify(this.#executor.statistics());
    this.#problem(`${this.#made - this.#over} futures do not settle: ${statistics}`);
    this.#wake();
  }

  #fill(): void {
    while (this.#made < this.#options.tasks && this.#made - this.#over < WINDOW) this.#submit();
  }

  async #drive(): Promise<void> {
    const { tasks, pace, atMost = Infinity } = this.#options;
    const end = performance.now() + atMost;
    const timer = setInterval(() => {
      this.#look();
      // What is left then is to end soon.
      if (performance.now() < end) this.#kill();
    }, pace);
    while (!this.#hangs) {
      const more = this.#made < tasks && performance.now() < end;
      if (!more && this.#over === this.#made) break;
      if (more) this.#fill();
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    clearInterval(timer);
  }

  /** All workers of the pool are there, and work at the same time. */
  async #checkWhole(): Promise<void> {
    const path = `${this.#options.directory}/meeting-${meetings++}`;
    try {
      const meeting = Array.from({ length: WORKERS }, () =>
        this.#executor.submit(meet, this.#tally, path, WORKERS),
      );
      const who = new Set(await Promise.all(meeting.map((future) => future.result({ timeout: 30_000 }))));
      if (who.size !== WORKERS) this.#problem(`${who.size} workers have met, not ${WORKERS}`);
      for (const one of who) this.#everybody.add(one);
    } catch (error) {
      this.#problem(`the pool is not whole: ${String(error)} ${JSON.stringify(this.#executor.statistics())}`);
    }
    const { workers, queued, assigned } = this.#executor.statistics();
    if (workers !== WORKERS || queued !== 0 || assigned !== 0)
      this.#problem(`in the end ${workers} workers, ${queued} queued, ${assigned} assigned`);
  }

  #checkCalls(): Pick<ChaosReport, "outcomes" | "lost"> {
    const runs = this.#options.kind.runsOf(this.#tally, this.#options.tasks);
    const outcomes: Record<string, number> = {};
    const lost = { ran: 0, notRan: 0 };
    for (let index = 0; index < this.#made; index++) {
      const outcome = OUTCOMES[this.#outcomes[index] ?? 0] ?? "nothing";
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      const ran = runs[index] ?? 0;
      if (this.#settled[index] !== 1) this.#problem(`call ${index} settled ${this.#settled[index]} times`);
      if (ran > 1) this.#problem(`call ${index} (${outcome}) ran ${ran} times`);
      if (outcome === "value" && ran !== 1) this.#problem(`call ${index} has a result and ran ${ran} times`);
      if (outcome === "cancelled" && ran !== 0) this.#problem(`call ${index} is cancelled, and ran`);
      if (outcome === "died" || outcome === "timeout") lost[ran === 0 ? "notRan" : "ran"]++;
    }
    return { outcomes, lost };
  }

  async run(): Promise<ChaosReport> {
    const began = performance.now();
    await this.#drive();
    // The last outcome is known one turn after its future has settled.
    await new Promise((resolve) => setImmediate(resolve));
    const milliseconds = performance.now() - began;
    if (!this.#hangs) {
      await this.#checkWhole();
      await this.#executor.shutdown();
      for (const who of this.#everybody)
        if (this.#options.kind.isAlive(who)) this.#problem(`worker ${who} lives on after shutdown`);
    }
    const { outcomes, lost } = this.#checkCalls();
    return {
      problems: this.#problems,
      hangs: this.#hangs,
      outcomes,
      deaths: this.#deaths,
      lost,
      milliseconds,
    };
  }
}

/** Runs it. */
export async function chaos(options: ChaosOptions): Promise<ChaosReport> {
  return await new Chaos(options).run();
}
