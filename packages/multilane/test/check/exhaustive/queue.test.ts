/** Every schedule of the state of a queue. */
import { queueModels } from "./queue.js";
import { searchAll } from "./tests.js";

searchAll("the state of a queue", queueModels);
