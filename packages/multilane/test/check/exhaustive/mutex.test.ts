/** Every schedule of the mutex. */
import { mutexModels } from "./mutex.js";
import { searchAll } from "./tests.js";

searchAll("the mutex", mutexModels);
