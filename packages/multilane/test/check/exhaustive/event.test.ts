/** Every schedule of the flag of an event. */
import { eventModels } from "./event.js";
import { searchAll } from "./tests.js";

searchAll("the flag of an event", eventModels);
