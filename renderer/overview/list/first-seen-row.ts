type Cut = { readonly index: number; readonly start: number; readonly size: number }

/**
 * The row that the list begins with for whoever looks at it: what the upper edge cuts counts where half of it is seen. A row
 * that was gone to stands a few pixels beside its place when what is above the list has changed, and stays the same one.
 */
export function firstSeen({ index, start, size }: Cut, top: number): number {
  return top - start > size / 2 ? index + 1 : index
}
