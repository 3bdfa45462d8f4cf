/** The shipped rendezvous of a barrier in its interleavings. */
import { describe, it } from "node:test";
import { barrierModels } from "./barrier-models.js";
import { pass } from "./primitive-model.js";

describe("the rendezvous of a barrier", () => {
  for (const [what, models] of Object.entries(barrierModels)) it(what, () => pass(models));
});
