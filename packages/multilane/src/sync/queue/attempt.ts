/** Attempts of those who await: what they throw is for who waits, not for the event loop. */

/** What an attempt threw. */
export class Failed {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/** Calls it; answers what it threw as {@link Failed}. */
export function attempting<T>(attempt: () => T): T | Failed {
  try {
    return attempt();
  } catch (error) {
    return new Failed(error);
  }
}
