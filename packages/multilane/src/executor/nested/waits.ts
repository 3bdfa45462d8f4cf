/** Which tasks wait for which calls of their own pool. */
export class Waits<Call extends object> {
  /** The calls that are not over, and the task that each keeps waiting; in the order of their waits. */
  readonly #tasks = new Map<Call, object>();
  /** How many calls keep each task waiting. */
  readonly #calls = new Map<object, number>();

  /** How many tasks wait: so many calls more may run. */
  get tasks(): number {
    return this.#calls.size;
  }

  /** The calls, the latest last. */
  get calls(): Iterable<Call> {
    return this.#tasks.keys();
  }

  /** The task that waits for this call. */
  taskOf(call: Call): object | undefined {
    return this.#tasks.get(call);
  }

  /** A task waits for the call: nobody else does any more. False if it was known. */
  enter(call: Call, task: object): boolean {
    if (this.#tasks.get(call) === task) return false;
    this.leave(call);
    this.#tasks.set(call, task);
    this.#calls.set(task, (this.#calls.get(task) ?? 0) + 1);
    return true;
  }

  /** The call is over, or nobody waits for it. */
  leave(call: Call): void {
    const task = this.#tasks.get(call);
    if (task === undefined) return;
    this.#tasks.delete(call);
    const left = (this.#calls.get(task) ?? 1) - 1;
    if (left > 0) this.#calls.set(task, left);
    else this.#calls.delete(task);
  }
}
