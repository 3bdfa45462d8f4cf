/** How values cross threads: what the rest of the library uses of `memory/codec`. */
export { registerClass, registerSharedClass } from "./class-registry.js";
export type { Class, ClassOptions } from "./class-registry.js";
export { collectingSignals, makingSignals } from "./crossing-signals.js";
export type { SentSignal } from "./crossing-signals.js";
export { decode } from "./decode.js";
export { asSerializationError, encode, encodeArguments, encodeThrown, moveArguments } from "./encode.js";
export type { Encoded } from "./encoded.js";
export { holdsPrimitivesOnly } from "./scan.js";
export { messageMedium } from "./medium.js";
export type { Medium } from "./medium.js";
export { processMedium } from "./process-medium.js";
