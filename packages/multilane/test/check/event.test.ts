/** The shipped flag of an event in its interleavings. */
import { describe, it } from "node:test";
import { eventModels } from "./event-models.js";
import { pass } from "./primitive-model.js";

describe("the flag of an event", () => {
  for (const [what, models] of Object.entries(eventModels)) it(what, () => pass(models));
});
