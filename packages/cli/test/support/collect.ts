/** Everything that an asynchronous source yields (`Array.fromAsync` needs Node 22). */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const element of source) all.push(element);
  return all;
}
