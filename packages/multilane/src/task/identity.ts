/**
 * How a task is named to another thread: by its module and its place there, never by its source.
 *
 * `name` and `source` do not find the task, they verify it: a worker that finds another function at that place
 * must not run it (`TaskMismatchError`).
 */

/** A task found by its position among the `task()` calls of its module. */
export interface PositionIdentity {
  readonly kind: "position";
  readonly url: string;
  readonly index: number;
  /** How many tasks the module has; `undefined` while it is still being evaluated in the submitting thread. */
  readonly count: number | undefined;
  /** `fn.name` or the given name, to be found again. */
  readonly name: string;
  /** A fingerprint of the function's source text, to be found again. */
  readonly source: number;
}

/** A task found by the name under which its module exports it (`taskModule`). */
export interface ExportIdentity {
  readonly kind: "export";
  readonly url: string;
  readonly name: string;
}

/** What crosses to a worker in the place of a function. */
export type TaskIdentity = PositionIdentity | ExportIdentity;

/** A 32-bit fingerprint of a text (FNV-1a): it tells apart two tasks that changed places, not two adversaries. */
export function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash | 0;
}

/** `crawler.js#3`: how a task without a name is called. */
export function positionalName(url: string, index: number): string {
  const path = url.replace(/[?#].*$/, "");
  return `${path.slice(path.lastIndexOf("/") + 1)}#${index}`;
}
