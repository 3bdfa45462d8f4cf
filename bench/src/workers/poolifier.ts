import { ThreadWorker } from "poolifier";

export default new ThreadWorker<number, number>((n) => n ?? Number.NaN);
