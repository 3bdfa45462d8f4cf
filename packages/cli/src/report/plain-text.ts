// C0, DEL, C1 (a terminal obeys them), the direction overrides (they lie about what follows), the line separators.
const UNSAFE = /[\p{Cc}\p{Surrogate}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** Text from outside, made safe for a terminal and a line of a report: control characters become `\u001b`. */
export function plainText(text: string, longest = Number.POSITIVE_INFINITY): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.replace(UNSAFE, escapeOf);
}

/** A character as JSON would escape it. */
export function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
