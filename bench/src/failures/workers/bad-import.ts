/** A module that imports what is not there. */
await import(new URL("./no-such-module.js", import.meta.url).href);

export const add = ({ a, b }: { a: number; b: number }): number => a + b;
