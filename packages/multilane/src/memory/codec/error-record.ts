/**
 * Taking an error apart and making it again. Reading never throws, whatever the error's getters, prototypes and
 * properties do: what cannot be read is left out.
 */
import { builtInErrorName, foreignErrorName, makeBuiltInError } from "./built-in-errors.js";
import { registrationNamed, registrationOf } from "./class-registry.js";
import type { ErrorRecord, Field } from "./encoded.js";
import { addProperty, attempt, propertiesOf, prototypesOf } from "./properties.js";

/** Properties that the language makes non-enumerable, and that cross all the same. */
const HIDDEN = ["message", "name", "code", "cause", "errors", "error", "suppressed"] as const;

/** An error taken apart: a record that lacks its fields, and the fields as they were found. */
export interface ErrorParts {
  readonly record: ErrorRecord;
  readonly fields: readonly Field[];
}

/** Takes an error apart. Never throws. */
export function takeErrorApart(error: object): ErrorParts {
  const prototypes = attempt(() => prototypesOf(error)) ?? [];
  const stack = attempt((): unknown => propertiesOf(error)["stack"]);
  const record: ErrorRecord = {
    kind: "error",
    ...classesOf(prototypes),
    stack: typeof stack === "string" ? stack : undefined,
    inherited: inheritedOf(error),
    fields: [],
  };
  return { record, fields: ownFieldsOf(error) };
}

function classesOf(prototypes: readonly object[]): Pick<ErrorRecord, "classes" | "builtIn"> {
  const classes: string[] = [];
  for (const prototype of prototypes) {
    const builtIn = builtInErrorName(prototype);
    if (builtIn !== undefined) return { classes, builtIn };
    const registration = registrationOf(prototype);
    if (registration !== undefined) classes.push(registration.name);
  }
  return { classes, builtIn: foreignErrorName(prototypes) };
}

function inheritedOf(error: object): readonly Field[] {
  const fields: Field[] = [];
  for (const key of ["name", "message", "code"]) {
    if (attempt(() => Object.hasOwn(error, key)) !== false) continue;
    const value = attempt((): unknown => propertiesOf(error)[key]);
    if (typeof value === "string" || typeof value === "number") fields.push([key, value, false]);
  }
  return fields;
}

function ownFieldsOf(error: object): readonly Field[] {
  const keys = attempt(() => Object.keys(error)) ?? [];
  const hidden = HIDDEN.filter(
    (key) => !keys.includes(key) && attempt(() => Object.hasOwn(error, key)) === true,
  );
  const read = (key: string, enumerable: boolean): readonly Field[] => {
    const value = attempt((): unknown => [propertiesOf(error)[key]]);
    return Array.isArray(value) ? [[key, value[0], enumerable]] : [];
  };
  return [...hidden.flatMap((key) => read(key, false)), ...keys.flatMap((key) => read(key, true))];
}

/** Makes the error of a record, with everything but its fields. */
export function makeError(record: ErrorRecord): object {
  const text = (key: string): string => {
    const value = record.inherited.find(([name]) => name === key)?.[1];
    return typeof value === "string" ? value : "";
  };
  const error = makeBuiltInError(record.builtIn, text("message"), text("name"));
  const registration = record.classes.map(registrationNamed).find((one) => one !== undefined);
  if (registration !== undefined) Object.setPrototypeOf(error, registration.prototype);
  for (const [key, value, enumerable] of record.inherited) {
    if (attempt((): unknown => propertiesOf(error)[key]) !== value)
      addProperty(error, key, value, enumerable);
  }
  if (record.stack !== undefined) addProperty(error, "stack", record.stack, false);
  return error;
}
