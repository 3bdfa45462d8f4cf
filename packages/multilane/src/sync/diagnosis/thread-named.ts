import { liveThreads, nameOf } from "../../memory/thread-names.js";
import { tokenOf } from "../../memory/thread-token.js";

/** What the thread that a token names is called; `undefined` if it is gone. Looks at every slot. */
export function threadNamed(token: number): string | undefined {
  const slot = liveThreads().find((live) => tokenOf(live) === token);
  return slot && nameOf(slot);
}
