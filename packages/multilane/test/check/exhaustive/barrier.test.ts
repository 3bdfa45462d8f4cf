/** Every schedule of the rendezvous of a barrier. */
import { barrierModels } from "./barrier.js";
import { searchAll } from "./tests.js";

searchAll("the rendezvous of a barrier", barrierModels);
