/** All models that are searched completely, by primitive. */
import { barrierModels } from "./barrier.js";
import type { Models } from "./bounds.js";
import { conditionModels } from "./condition.js";
import { eventModels } from "./event.js";
import { mutexModels } from "./mutex.js";
import { permitsModels } from "./permits.js";
import { queueModels } from "./queue.js";

/** What is searched completely, by primitive and by what happens. */
export const exhaustiveModels: Readonly<Record<string, Models>> = {
  mutex: mutexModels,
  permits: permitsModels,
  event: eventModels,
  barrier: barrierModels,
  condition: conditionModels,
  queue: queueModels,
};
