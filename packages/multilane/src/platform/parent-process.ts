/** What a process of ours arranges with itself, and with those who may end it. */

/** Calls back with an error that nothing has caught and nothing else listens for: it ends the process, by the callback. */
export function onFatalError(callback: (error: unknown) => void): void {
  const event = "uncaughtException";
  process.on(event, (error: unknown) => {
    // A listener of the program's own deals with it, as if this one were not there.
    if (process.listenerCount(event) === 1) callback(error);
  });
}

/** Calls back before the program aborts the process, which looks from outside as if it had run out of memory. */
export function beforeAbort(callback: () => void): void {
  const abort = process.abort.bind(process);
  process.abort = () => {
    callback();
    return abort();
  };
}

/**
 * Lets the keys of the terminal, which signals all of its processes, have no effect here: what becomes of the program
 * is for its main process to say, and this one ends with it.
 */
export function leaveTerminalSignals(): void {
  for (const signal of ["SIGINT", "SIGQUIT"]) process.on(signal, () => undefined);
}

/** What `ps` shows of this process. */
export function setTitle(title: string): void {
  process.title = title;
}
