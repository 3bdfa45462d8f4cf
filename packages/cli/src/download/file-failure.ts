import { fileWords } from "../files/words.js";
import { FailureError } from "../http/failure.js";
import { plainText } from "../report/plain-text.js";

/** What the file system raised, as a failure of class `file` that names the file. */
export function fileFailure(error: unknown, name: string): FailureError {
  if (error instanceof FailureError) return error;
  return new FailureError("file", plainText(`${name}: ${fileWords(error)}`, 300));
}
