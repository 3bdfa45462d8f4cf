/** The shipped permits of a semaphore in their interleavings. */
import { describe, it } from "node:test";
import { semaphoreModels } from "./semaphore-models.js";
import { pass } from "./primitive-model.js";

describe("the permits of a semaphore", () => {
  for (const [what, models] of Object.entries(semaphoreModels)) it(what, () => pass(models));
});
