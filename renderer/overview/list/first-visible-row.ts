type RowBox = { readonly index: number; readonly start: number; readonly size: number }

/**
 * The first visible row: one that the upper edge cuts counts if half of it is seen. So a restored row stays the same one, also
 * where a change above the list has shifted it by a few pixels.
 */
export function firstVisibleRow({ index, start, size }: RowBox, top: number): number {
  return top - start > size / 2 ? index + 1 : index
}
