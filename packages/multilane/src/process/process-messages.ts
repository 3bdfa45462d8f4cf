/** What a process says besides what a thread would. */

/** Its last word: the program calls `process.abort()`. */
export const ABORTING = "aborting";
