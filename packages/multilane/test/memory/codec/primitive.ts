/** A class that crosses as the synchronisation primitives do: by its name, or by its memory. */
import { registerClass } from "#src/memory/codec/codec.js";

export class Primitive {
  readonly address: string | SharedArrayBuffer;
  constructor(address: string | SharedArrayBuffer = new SharedArrayBuffer(64)) {
    this.address = address;
  }
}
registerClass(Primitive, {
  name: "test.Primitive",
  encode: (primitive) => primitive.address,
  decode: (address) => new Primitive(address),
});
