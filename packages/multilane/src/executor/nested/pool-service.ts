/** A pool's side of nested use: the threads that have its executor and submit to it. */
import { addPump, removePump } from "../../platform/pumps.js";
import type { ConnectionRequest } from "../../thread/connections.js";
import type { Question } from "../../transport/pool-messages.js";
import type { CallStatistics } from "../call-statistics.js";
import type { Dispatcher } from "../dispatcher.js";
import type { Lanes } from "../lanes.js";
import type { PoolAccess } from "../pool-access.js";
import type { PoolCall } from "../pool-call.js";
import type { RoomWaiters } from "../room-waiters.js";
import { Connection } from "./connection.js";
import type { ConnectionHost } from "./connection.js";
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
  readonly #pump = (): void => this.drain();
  /** While anybody can submit, or the executor may be on its way to somebody, it is not forgotten. */
  #executor: object | undefined;
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

  /** Nothing is under way. */
  quiet(): void {
    if (this.#connections.size === 0) this.#executor = undefined;
  }

  /** Another thread wants to submit. */
  connect(request: ConnectionRequest): void {
    const connection = new Connection(this, request, () => this.#disconnected(connection));
    if (this.#connections.size === 0) addPump(this.#pump);
    this.#connections.add(connection);
    if (this.#reason !== undefined) connection.tellOver(this.#reason());
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

  answer(what: Question): Promise<unknown> | object {
    const { pool } = this;
    const answers: Record<Question, () => Promise<unknown> | object> = {
      ready: () => pool.ready(),
      statistics: () => pool.statistics,
      shutdown: () => pool.close(false, true),
      "shutdown and cancel": () => pool.close(true, true),
      terminate: () => pool.endWorkers("SIGTERM"),
      kill: () => pool.endWorkers("SIGKILL"),
    };
    return answers[what]();
  }

  isDeadlock(): boolean {
    const { lanes } = this.#parts;
    return (
      lanes.size === this.pool.limits.maxWorkers && [...lanes].every(({ ident }) => this.#isStuck(ident))
    );
  }

  /** Whether this worker will not be free before what it waits for has run. */
  #isStuck(ident: number): boolean {
    const { tasksPerWorker } = this.pool.limits;
    for (const connection of this.#connections)
      if (connection.slot.ident === ident) return connection.isStuck(tasksPerWorker);
    return false;
  }

  #disconnected(connection: Connection): void {
    this.#connections.delete(connection);
    if (this.#connections.size > 0) return;
    removePump(this.#pump);
    this.#executor = undefined;
  }
}
