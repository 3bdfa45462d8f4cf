/** Loading modules, and finding out whether one has been evaluated. */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** Loads a module by its URL, once per thread. */
export async function importModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  const namespace: Readonly<Record<string, unknown>> = await import(url);
  return namespace;
}

/** Options of Node that put another loader in the way: `require` might then evaluate a module a second time. */
const LOADER = /(^|\s)(-r|--require|--import|--loader|--experimental-loader)\b/;

/**
 * Whether the ES module at this URL, which has begun to be evaluated in this thread, is done; `undefined` when that
 * cannot be told (a top-level await in its graph, a custom loader, another kind of URL).
 *
 * `require` of an ES module hands out the very module if it has been evaluated, and refuses it as a cycle while it
 * is being evaluated (Node ≥ 20.19). Nothing is loaded by it.
 */
export function isEvaluated(url: string): boolean | undefined {
  if (!/^file:[^?#]*\.m?js$/.test(url)) return undefined;
  if (LOADER.test(`${process.execArgv.join(" ")} ${process.env["NODE_OPTIONS"] ?? ""}`)) return undefined;
  try {
    createRequire(url)(fileURLToPath(url));
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ERR_REQUIRE_CYCLE_MODULE"
      ? false
      : undefined;
  }
}
