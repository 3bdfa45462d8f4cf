/** A module that throws while it is evaluated. */
export function run(): number {
  return 1;
}
throw new SyntaxError("thrown while loading");
