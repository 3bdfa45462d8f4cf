import { it } from "node:test";
import { collectGarbage, untilGarbage } from "./collect-garbage.js";

const holder: { held: object | undefined } = { held: undefined };

/** Not in the test, which would keep the object in its own frame. */
function make(): WeakRef<object> {
  holder.held = { some: "thing" };
  return new WeakRef(holder.held);
}

it("sees an object go that was there when it first looked", async () => {
  const gone = untilGarbage([make()]);
  // Longer than its first look takes.
  await collectGarbage();
  await collectGarbage();
  holder.held = undefined;
  await gone;
});
