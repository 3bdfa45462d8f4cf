/** Every schedule of the permits of a semaphore. */
import { permitsModels } from "./permits.js";
import { searchAll } from "./tests.js";

searchAll("the permits of a semaphore", permitsModels);
