/** Every schedule of the queue of a condition. */
import { conditionModels } from "./condition.js";
import { searchAll } from "./tests.js";

searchAll("the queue of a condition", conditionModels);
