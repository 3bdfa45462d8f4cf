/** The task of piscina and tinypool: a module's default export. */
export default (n: number): number => n;
