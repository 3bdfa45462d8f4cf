import { ThreadWorker } from "poolifier";
import type { TaskFunctions } from "poolifier";
import * as deeds from "./deeds.js";

export default new ThreadWorker({ ...deeds } as TaskFunctions);
