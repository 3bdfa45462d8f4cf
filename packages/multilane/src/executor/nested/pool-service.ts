/** A pool's side of nested use: the threads that have its executor and submit to it. */
import { addPump, removePump } from "../../platform/pumps.js";
import type { ThreadSlot } from "../../memory/thread-slots.js";
import type { ConnectionRequest } from "../../thread/connections.js";
import type { Question } from "../../transport/pool-messages.js";
import type { CallStatistics } from "../call-statistics.js";
import type { Dispatcher } from "../dispatcher.js";
import type { Lane, Lanes } from "../lanes.js";
import type { PoolAccess } from "../pool-access.js";
import type { PoolCall } from "../pool-call.js";
import type { RoomWaiters } from "../room-waiters.js";
import { Connection } from "./connection.js";
import type { ConnectionHost, Replies } from "./connection.js";
import type { GuestCall } from "./guest-call.js";

/** The parts of a pool that its service works with. */
export interface PoolParts {
  readonly statistics: CallStatistics;
  readonly dispatcher: Dispatcher;
  readonly lanes: Lanes;
  readonly room: RoomWaiters;
  /** The call is nobody's business any more. */
  over(call: PoolCall): void;
}

/** See above. */
export class PoolService implements ConnectionHost {
  readonly pool: PoolAccess;
  readonly #parts: PoolParts;
  readonly #connections = new Set<Connection>();
  /** Those of them that are not of the pool's own workers. */
  readonly #strangers = new Set<Connection>();
  readonly #pump = (): void => this.drain();
  /** While anybody can submit, or the executor may be on its way to somebody, it is not forgotten. */
  #executor: object | undefined;
  /** The workers, by their idents, that are blocked for a call of this pool, where others of their tasks could run. */
  readonly #blocked = new Set<number>();
  /** Whether all threads say for what they wait: one has said that it waits and cannot help itself. */
  #watching = false;
  /** Why the pool takes no more calls. */
  #reason: (() => unknown) | undefined;

  constructor(pool: PoolAccess, parts: PoolParts) {
    this.pool = pool;
    this.#parts = parts;
  }

  /** The executor that is kept from being forgotten. */
  get executor(): object | undefined {
    return this.#executor;
  }

  /** The executor crosses: it is not forgotten before what is under way has ended. */
  keep(executor: object): void {
    this.#executor = executor;
  }

  /** Nothing is under way: its own workers have nobody left who submits, though they know it still. */
  quiet(): void {
    if (this.#strangers.size === 0) this.#executor = undefined;
  }

  /** Another thread wants to submit. */
  connect(request: ConnectionRequest): void {
    const connection = new Connection(this, request, () => this.#disconnected(connection));
    if (this.#connections.size === 0) addPump(this.#pump);
    this.#connections.add(connection);
    if (!this.#isOwn(connection)) this.#strangers.add(connection);
    if (this.#reason !== undefined) connection.tellOver(this.#reason());
    if (this.#watching) connection.watch();
    connection.drain();
  }

  /** Takes in what has arrived. */
  drain(): void {
    for (const connection of this.#connections) connection.drain();
  }

  /** The pool takes no more calls. @param reason makes the error that says so */
  over(reason: () => unknown): void {
    this.#reason = reason;
    for (const connection of this.#connections) connection.tellOver(reason());
  }

  leave(call: GuestCall, cancelled: boolean): void {
    const { statistics, dispatcher, room } = this.#parts;
    if (cancelled) statistics.cancelled++;
    // Unless it has been found gone when it was its turn.
    if (dispatcher.takeOut(call)) this.#parts.over(call);
    room.tell();
  }

  helped(waited: number, ran: number, threw: boolean): void {
    this.#parts.statistics.ran(waited, ran, threw);
  }

  answer(what: Question, { resolve, reject }: Replies): void {
    const { pool } = this;
    const resolveLater = (ended: Promise<void>): void => void ended.then(resolve, reject);
    const answers: Record<Question, () => void> = {
      ready: () => {
        pool.refuseIfOver();
        this.#parts.room.enter({ resolve: () => resolve(undefined), reject });
      },
      statistics: () => resolve(pool.statistics),
      shutdown: () => resolveLater(pool.close(false, true)),
      "shutdown and cancel": () => resolveLater(pool.close(true, true)),
      terminate: () => resolveLater(pool.endWorkers("SIGTERM")),
      kill: () => resolveLater(pool.endWorkers("SIGKILL")),
    };
    try {
      answers[what]();
    } catch (error) {
      reject(error);
    }
  }

  /** Whether this worker is blocked for a call of this pool: it begins nothing that it is sent. */
  isBlocked(lane: Lane): boolean {
    return this.#blocked.size > 0 && this.#blocked.has(lane.ident);
  }

  blocked({ ident }: ThreadSlot, blocked: boolean): void {
    if (this.pool.limits.tasksPerWorker === 1 || this.#blocked.has(ident) === blocked) return;
    const { lanes, dispatcher, room } = this.#parts;
    const lane = [...lanes].find((one) => one.ident === ident);
    if (lane === undefined) return;
    if (blocked) this.#blocked.add(ident);
    else this.#blocked.delete(ident);
    if (blocked) dispatcher.takeBack(lane);
    dispatcher.news();
    room.tell();
  }

  lookForDeadlock(from: Connection, helpless: boolean): void {
    if (this.#isDeadlock()) {
      for (const connection of [from, ...this.#connections]) {
        const victim = [...connection.awaited].findLast(
          (guest) => guest.helpless && guest.worker === undefined,
        );
        if (victim === undefined) continue;
        connection.tellDeadlock(victim);
        return;
      }
    } else if (helpless && !this.#watching) {
      // The others may wait for what runs, and that for this: they say so from now on.
      this.#watching = true;
      for (const connection of this.#connections) connection.watch();
    }
  }

  /** Whether no worker will be free again, unless one of those that wait ends its wait. */
  #isDeadlock(): boolean {
    const { lanes } = this.#parts;
    if (lanes.size < this.pool.limits.maxWorkers) return false;
    // Those are left that wait for a call that nobody can begin, or for one that runs in one of them.
    const stuck = new Set(lanes);
    const isInVain = ({ worker, helpless, condemned }: GuestCall): boolean =>
      !condemned && (worker === undefined ? helpless : stuck.has(worker));
    for (let before = 0; before !== stuck.size;) {
      before = stuck.size;
      for (const lane of stuck) if (!this.#waits(lane, isInVain)) stuck.delete(lane);
    }
    return stuck.size === lanes.size;
  }

  /** Whether this worker will have no place free before one of these calls has run. */
  #waits({ ident }: Lane, isInVain: (guest: GuestCall) => boolean): boolean {
    const { tasksPerWorker } = this.pool.limits;
    const tasks = new Set<number>();
    for (const connection of this.#connections) {
      if (connection.slot.ident !== ident) continue;
      for (const guest of connection.awaited) {
        if (!isInVain(guest)) continue;
        tasks.add(guest.waiter);
        if (guest.wait === "blocked" || tasks.size >= tasksPerWorker) return true;
      }
    }
    return false;
  }

  /** Whether it is that of a worker of this pool. */
  #isOwn({ slot }: Connection): boolean {
    return [...this.#parts.lanes].some(({ ident }) => ident === slot.ident);
  }

  #disconnected(connection: Connection): void {
    this.#connections.delete(connection);
    this.#strangers.delete(connection);
    this.#blocked.delete(connection.slot.ident);
    const { queued, assigned } = this.pool.statistics;
    if (queued + assigned === 0) this.quiet();
    if (this.#connections.size > 0) return;
    removePump(this.#pump);
    this.#executor = undefined;
  }
}
