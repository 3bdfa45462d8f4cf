import workerpool from "workerpool";
import * as deeds from "./deeds.js";

workerpool.worker({ ...deeds });
