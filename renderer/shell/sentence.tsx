import type { ReactNode } from 'react'

/** A whole address, or a path of at least one part; without the mark that ends the sentence behind it. */
const ADDRESS = /(?:https?:\/\/|(?<![\w.:/<-])\/(?=[\w{.~]))[^\s"“”<>,;]*[^\s"“”<>,;.:!?)’]/g

/**
 * Words with addresses and paths in them, each by itself: where a language is written from right to left, what stands at the end
 * of an address would else go to its other side.
 */
export function Sentence({ children }: { children: string }) {
  const parts: ReactNode[] = []
  let at = 0
  for (const { 0: address, index } of children.matchAll(ADDRESS)) {
    parts.push(children.slice(at, index), <bdi key={index}>{address}</bdi>)
    at = index + address.length
  }
  return at === 0 ? children : [...parts, children.slice(at)]
}
