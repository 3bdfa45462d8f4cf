/** A module without `task()`: plain exports, for `taskModule`. */
export function shout(text: string): string {
  return `${text.toUpperCase()}!`;
}
export async function length(text: string): Promise<number> {
  return await Promise.resolve(text.length);
}
export const notAFunction = 5;
