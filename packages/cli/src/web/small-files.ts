/** The four small files of the lesson's download example, served at the root of the web. */
export const smallFiles: ReadonlyMap<string, { readonly type: string; readonly body: Buffer }> = new Map([
  [
    "binary_file",
    { type: "application/octet-stream", body: Buffer.from(Uint8Array.from({ length: 256 }, (_, i) => i)) },
  ],
  [
    "files.py",
    {
      type: "text/x-python",
      body: Buffer.from('with open("names.txt") as names:\n    print(names.read())\n'),
    },
  ],
  ["names.txt", { type: "text/plain", body: Buffer.from("John\nKate\nMike\nAlex\nAnn\n") }],
  ["new_file.txt", { type: "text/plain", body: Buffer.from("This file is new.\n") }],
]);
