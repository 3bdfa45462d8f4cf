/**
 * The calls that a thread may run itself, in the order in which it would: those of the latest task first, so that a tree
 * of tasks is walked in depth; of each task the earliest first, so that a `map` goes from its beginning.
 */
export class Offers<Call> {
  readonly #queues = new Map<object, { readonly calls: Call[]; next: number }>();
  /** The tasks that have a queue, the latest last. */
  readonly #tasks: object[] = [];

  get isEmpty(): boolean {
    return this.#tasks.length === 0;
  }

  /** One more call of this task. */
  push(call: Call, task: object): void {
    const queue = this.#queues.get(task);
    if (queue !== undefined) queue.calls.push(call);
    else {
      this.#queues.set(task, { calls: [call], next: 0 });
      this.#tasks.push(task);
    }
  }

  clear(): void {
    this.#queues.clear();
    this.#tasks.length = 0;
  }

  /** Takes the next one out. */
  shift(): Call | undefined {
    const task = this.#tasks.at(-1);
    const queue = task === undefined ? undefined : this.#queues.get(task);
    if (task === undefined || queue === undefined) return undefined;
    const call = queue.calls[queue.next++];
    if (queue.next === queue.calls.length) {
      this.#tasks.pop();
      this.#queues.delete(task);
    }
    return call;
  }
}
