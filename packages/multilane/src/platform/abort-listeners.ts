/** One real listener per signal, whose set of functions may grow: Node warns of a leak at the eleventh listener. */
interface Listeners {
  readonly functions: Set<() => void>;
  readonly dispatch: () => void;
}

const listenersOf = new WeakMap<AbortSignal, Listeners>();

/**
 * Calls `listener` when the signal aborts. A thousand waits may share one signal, which is what a signal is for.
 *
 * @param signal not aborted yet
 * @param listener a function of its own for each call; must not throw
 * @returns stops listening; the last one to stop leaves no listener at the signal
 */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  const listeners = listenersOf.get(signal) ?? listenTo(signal);
  listeners.functions.add(listener);
  return () => {
    if (!listeners.functions.delete(listener) || listeners.functions.size > 0) return;
    signal.removeEventListener("abort", listeners.dispatch);
    listenersOf.delete(signal);
  };
}

function listenTo(signal: AbortSignal): Listeners {
  const functions = new Set<() => void>();
  const dispatch = (): void => {
    for (const listener of functions) listener(); // which may well stop itself or another: a Set allows it
  };
  const listeners = { functions, dispatch };
  listenersOf.set(signal, listeners);
  signal.addEventListener("abort", dispatch);
  return listeners;
}
