/**
 * Executors that are dropped without a `shutdown`: their workers must not stay for as long as the program runs.
 * CPython's worker threads hold a weak reference to their executor to the same end.
 */

/** What an executor is made of, and what ends its workers. */
interface Closable {
  close(cancelFutures: boolean): Promise<void>;
}

const forgotten = new FinalizationRegistry<Closable>((engine) => void engine.close(false));

/** As long as one of these lives, so does the executor that it came from. */
const origins = new WeakMap<object, object>();

/**
 * Closes the engine when the executor has been collected. What was submitted is run; its futures do not keep the
 * executor, and settle all the same.
 *
 * @param engine must not hold the executor
 */
export function closeWhenForgotten(executor: object, engine: Closable): void {
  forgotten.register(executor, engine);
}

/** Says that this, made by `executor.with()`, is another way to reach the executor. */
export function keepOrigin<T extends object>(part: T, executor: object): T {
  origins.set(part, executor);
  return part;
}
