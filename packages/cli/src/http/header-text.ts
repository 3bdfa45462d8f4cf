/**
 * The text of a response header. node:http hands each byte as one character (latin-1); servers send UTF-8. What is
 * not valid UTF-8 stays latin-1. Text that already holds wider characters (undici decodes by itself) stays as it is.
 */
export function headerText(value: string): string {
  if (!/[\u0080-\u00ff]/.test(value) || /[\u0100-\uffff]/.test(value)) return value;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(value, "latin1"));
  } catch {
    return value;
  }
}
