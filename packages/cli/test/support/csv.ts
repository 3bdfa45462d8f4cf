/** A reader of RFC 4180, written for the tests only: what we write must be read by somebody else. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let [record, cell, quoted]: [string[], string, boolean] = [[], "", false];
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i] ?? "";
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[i + 1] === '"') cell += text[(i += 1)] ?? "";
      else quoted = false;
    } else if (character === '"' && cell === "") quoted = true;
    else if (character === ",") {
      record.push(cell);
      cell = "";
    } else if (character === "\r" && text[i + 1] === "\n") {
      records.push([...record, cell]);
      [record, cell] = [[], ""];
      i += 1;
    } else if (character === '"' || character === "\n" || character === "\r")
      throw new Error(`bad CSV at ${i}`);
    else cell += character;
  }
  if (cell !== "" || record.length > 0) throw new Error("bad CSV: the last record has no end");
  return records;
}
