/** The command cannot run, or not go on: one sentence for the user, exit code 1, no stack. */
export class CannotRunError extends Error {
  override readonly name = "CannotRunError";
}
