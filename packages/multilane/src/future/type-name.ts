/** What a value is, in one word for a message: `number`, `null`, `object`, or the name of its class. Never throws. */
export function typeName(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  try {
    if (value instanceof Error) return value.name; // an error that crossed threads may keep its name only
    const prototype: object | null = Object.getPrototypeOf(value);
    const name: unknown = prototype?.constructor.name;
    return typeof name === "string" && name !== "" && name !== "Object" ? name : "object";
  } catch {
    return "object"; // a proxy or a getter that throws, a prototype without a constructor
  }
}
