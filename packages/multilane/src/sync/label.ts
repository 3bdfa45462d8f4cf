/** What a primitive is called in messages: `Lock "report"`, or `Lock` for an anonymous one. */
export function labelOf(kind: string, name: string | undefined): string {
  return name === undefined ? kind : `${kind} ${JSON.stringify(name)}`;
}
