import type { ExportIdentity } from "./identity.js";
import type { TaskModule } from "./types.js";

const references = new WeakMap<object, ExportIdentity>();

/** By URL and name: asked for again, it is the same task. */
const known = new Map<string, object>();

/**
 * The plain exported functions of another module, as tasks: nothing is loaded here, only where they run.
 *
 * ```ts
 * const tasks = taskModule<typeof import("./tasks.js")>(new URL("./tasks.js", import.meta.url));
 * const future = executor.submit(tasks.getStatus, url);
 * ```
 *
 * Its properties are references, to be submitted; they cannot be called (import the module for that). A name that
 * the module does not export fails the call that uses it, with `TaskMismatchError`.
 *
 * @param url the module's absolute URL (`file:` as a rule)
 * @throws TypeError if `url` is not an absolute URL
 */
export function taskModule<M>(url: URL | string): TaskModule<M> {
  const { href } = new URL(url);
  const lookUp = (_: object, name: string | symbol): unknown => {
    // A promise asks for `then`: the module object must not look like one.
    if (typeof name === "symbol" || name === "then") return undefined;
    const key = `${href} ${name}`;
    let reference = known.get(key);
    if (reference === undefined) {
      reference = Object.freeze({ url: href, name });
      references.set(reference, { kind: "export", url: href, name });
      known.set(key, reference);
    }
    return reference;
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the compiler knows the module's exports, nobody else does
  return new Proxy({}, { get: lookUp }) as TaskModule<M>;
}

/** What a property of a `taskModule` stands for; `undefined` for any other object. */
export function referenceIdentity(reference: object): ExportIdentity | undefined {
  return references.get(reference);
}
