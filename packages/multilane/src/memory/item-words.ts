/** The words of one item store, as the parts of the store see them. */
import type { BlockViews } from "./block-views.js";

/** A store's header, and the blocks. */
export interface ItemWords {
  readonly header: Int32Array;
  readonly headerFloats: Float64Array;
  readonly views: BlockViews;
}
