/** The error classes of the language and the platform: which of them an error is an instance of, and how to make one. */
import { attempt, isObject } from "./properties.js";

/** Makes an empty error of a class. The arguments are for `DOMException`, whose name and message are internal. */
type Make = (message: string, name: string) => object;

interface BuiltInError {
  readonly prototype: object;
  readonly make: Make;
}

const builtInErrors = new Map<string, BuiltInError>([
  ["Error", { prototype: Error.prototype, make: () => new Error() }],
  ["TypeError", { prototype: TypeError.prototype, make: () => new TypeError() }],
  ["RangeError", { prototype: RangeError.prototype, make: () => new RangeError() }],
  ["SyntaxError", { prototype: SyntaxError.prototype, make: () => new SyntaxError() }],
  ["ReferenceError", { prototype: ReferenceError.prototype, make: () => new ReferenceError() }],
  ["EvalError", { prototype: EvalError.prototype, make: () => new EvalError() }],
  ["URIError", { prototype: URIError.prototype, make: () => new URIError() }],
  ["AggregateError", { prototype: AggregateError.prototype, make: () => new AggregateError([]) }],
  [
    "DOMException",
    { prototype: DOMException.prototype, make: (message, name) => new DOMException(message, name) },
  ],
]);

// Node 24 and later. It is thrown when a `using` fails to dispose of something while another error is on its way.
const suppressedError: unknown = Reflect.get(globalThis, "SuppressedError");
if (typeof suppressedError === "function" && isObject(suppressedError.prototype)) {
  const { prototype } = suppressedError;
  const make: Make = () => {
    const made: unknown = Reflect.construct(suppressedError, []);
    return isObject(made) ? made : new Error();
  };
  builtInErrors.set("SuppressedError", { prototype, make });
}

const names = new Map<object, string>(
  Array.from(builtInErrors, ([name, { prototype }]): [object, string] => [prototype, name]),
);

/** The name of the class that has this prototype in this realm. */
export function builtInErrorName(prototype: object): string | undefined {
  return names.get(prototype);
}

/** The same for an error of another realm, whose classes can only be told by their names. */
export function foreignErrorName(prototypes: readonly object[]): string {
  for (const prototype of prototypes) {
    const name: unknown = attempt((): unknown => Object.getOwnPropertyDescriptor(prototype, "name")?.value);
    if (typeof name === "string" && builtInErrors.has(name)) return name;
  }
  return "Error";
}

/** A new error of a class, without properties of its own but what cannot be removed. */
export function makeBuiltInError(name: string, message: string, domName: string): object {
  const made = builtInErrors.get(name)?.make(message, domName) ?? new Error();
  for (const key of ["stack", "message", "cause", "errors", "error", "suppressed"]) {
    Reflect.deleteProperty(made, key);
  }
  return made;
}
