/** Holding an `RLock`: any number of guards, for one owner, who alone may nest and release. */
import { DeadlockError } from "../errors.js";
import type { Cell } from "../memory/cell.js";
import { atomics } from "../platform/atomics.js";
import { checkTimeout } from "../platform/clock.js";
import { currentScope } from "../platform/scope.js";
import { checkSignal } from "../platform/wait-options.js";
import type { WaitOptions } from "../platform/wait-options.js";
import type { SuspendedHold } from "./condition-lock.js";
import { callWith, Guard } from "./guard.js";
import { ownedEntry } from "./held-locks.js";
import { LockCore } from "./lock-core.js";
import { RunScope } from "./run-scope.js";
import { blockingDeadline } from "./sync-limits.js";

/** Words of an `RLock`: the cell's own, the mutex's, and how deep its holder has nested. */
export const RLOCK_WORDS = 3;
const NESTED = 2;

/** By which kind of call it is taken, outside of runs. */
type Way = "sync" | "async";

/**
 * Who has it: this thread (or the task that runs on it), by a call that does not wait or blocks; whoever awaited it,
 * which no later call can prove to be; or what is inside of a run.
 */
type Claim = Way | RunScope;

/** An `RLock`, as one thread sees it. Nobody but the thread that holds it ever releases it. */
export class RLockCore extends LockCore<Claim> {
  readonly #words: Int32Array;
  readonly #nested: number;
  #claim: Claim = "async";
  /** Those of the hold of this thread, outermost first; none while it has none. */
  #guards: Guard[] = [];

  constructor(cell: Cell) {
    super("RLock", cell);
    this.entry = ownedEntry(cell.key);
    this.#words = cell.words;
    this.#nested = cell.base + NESTED;
  }

  /** How often its holder, in whichever thread, has acquired it: at this moment. */
  get depth(): number {
    return this.mutex.held ? atomics.load(this.#words, this.#nested) + 1 : 0;
  }

  /** Whether the caller holds it, as far as that can be told: an owner who awaited it is like any other in its task. */
  override get isHeldHere(): boolean {
    if (this.#guards.length === 0) return false;
    const claim = this.#claim;
    if (claim instanceof RunScope && claim.lasts) return RunScope.of(this) === claim;
    return this.heldFor === currentScope();
  }

  /** Whether the caller is the owner, for certain, and may take it once more. */
  #mayNest(way: Way): boolean {
    if (this.#guards.length === 0) return false;
    const claim = this.#claim;
    if (claim instanceof RunScope) return claim.lasts && RunScope.of(this) === claim;
    return way === "sync" && claim === "sync" && this.heldFor === currentScope();
  }

  /** Who the caller is. */
  #claimant(way: Way): Claim {
    return RunScope.of(this) ?? way;
  }

  /** As `RLock.tryAcquire`. */
  tryTake(): Guard | undefined {
    return this.#mayNest("sync") ? this.#nest() : this.tryAcquire(this.#claimant("sync"));
  }

  /** As `RLock.acquireSync`. */
  takeSync(options: WaitOptions | undefined): Guard {
    if (!this.#mayNest("sync")) return this.acquireSync(options, this.#claimant("sync"));
    if (options !== undefined) blockingDeadline(options, () => `acquireSync of ${this.label}`, "acquire");
    return this.#nest();
  }

  /** As `RLock.acquire`. */
  take(options: WaitOptions | undefined): Promise<Guard> {
    return this.#mayNest("async") ? this.#nestWith(options) : this.acquire(options, this.#claimant("async"));
  }

  /** As `RLock.run`. */
  async run<T>(fn: () => T | PromiseLike<T>, options: WaitOptions | undefined): Promise<T> {
    if (this.#mayNest("async")) return await callWith(await this.#nestWith(options), fn);
    const scope = new RunScope(this);
    let guard: Guard;
    try {
      guard = await this.acquire(options, scope);
    } catch (error) {
      scope.end();
      throw error;
    }
    return await callInside(scope, guard, fn);
  }

  /** As `RLock.tryRun`; `undefined` if the lock was not to be had. */
  tryRun<T>(fn: () => T | PromiseLike<T>): Promise<T> | undefined {
    if (this.#mayNest("async")) return callWith(this.#nest(), fn);
    const scope = new RunScope(this);
    const guard = this.tryAcquire(scope);
    return guard && callInside(scope, guard, fn);
  }

  async #nestWith({ timeout, signal }: WaitOptions = {}): Promise<Guard> {
    checkTimeout(timeout);
    checkSignal(signal);
    return this.#nest();
  }

  #nest(): Guard {
    const guard = new Guard(this);
    this.#guards.push(guard);
    this.#showDepth();
    return guard;
  }

  protected override held(claim: Claim, task: object | undefined): Guard {
    const guard = new Guard(this);
    this.#setHold(claim, [guard], task);
    return guard;
  }

  #setHold(claim: Claim, guards: Guard[], task: object | undefined): void {
    this.#claim = claim;
    this.#guards = guards;
    this.noteHeld(task);
    // Not left at 0 by a holder that died.
    if (guards.length > 1 || atomics.load(this.#words, this.#nested) !== 0) this.#showDepth();
  }

  #showDepth(): void {
    atomics.store(this.#words, this.#nested, Math.max(0, this.#guards.length - 1));
  }

  /** It is this thread's, and whoever asks is not its owner: no release can come while the thread is blocked. */
  protected override refusal(): DeadlockError | undefined {
    if (!this.mutex.isMine) return undefined;
    return new DeadlockError(
      `acquireSync of ${this.label} would block this thread, where another task, run() or await acquire() has it: that ` +
        "could never go on to release it. Await acquire() instead; to take the lock again where it is held already, " +
        "do all of it inside run()",
    );
  }

  override end(guard: Guard): void {
    const index = this.#guards.lastIndexOf(guard);
    if (index === -1) return;
    if (index === this.#guards.length - 1) this.#guards.pop();
    else this.#guards.splice(index, 1);
    if (this.#guards.length > 0) this.#showDepth();
    else this.#free();
  }

  #free(): void {
    this.noteReleased();
    this.mutex.release();
  }

  override release(): boolean {
    const last = this.#guards.at(-1);
    if (last === undefined || !this.isHeldHere) return false;
    this.end(last);
    return true;
  }

  override abandon(): void {
    this.#clear();
    this.noteReleased();
    this.mutex.abandon();
  }

  #clear(): void {
    const nested = this.#guards.length > 1;
    this.#guards = [];
    if (nested) this.#showDepth();
  }

  override suspend(): SuspendedHold {
    const [claim, guards, task] = [this.#claim, this.#guards, this.heldFor];
    this.#clear();
    this.#free();
    return this.suspended(claim, () => {
      const lasting = guards.filter((guard) => !guard.isOver);
      if (lasting.length > 0) this.#setHold(claim, lasting, task);
      return lasting.length > 0;
    });
  }
}

async function callInside<T>(scope: RunScope, guard: Guard, fn: () => T | PromiseLike<T>): Promise<T> {
  try {
    return await scope.enter(fn);
  } finally {
    // First: what still runs in there must not find itself the owner of what is taken next.
    scope.end();
    guard.release();
  }
}
