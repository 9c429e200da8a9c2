/** By hand: `/-+$/` and its like take quadratic time over a long run that is not at the end. `letter` is a single one. */

export function withoutEnd(text: string, letter: string): string {
  let end = text.length
  while (end > 0 && text[end - 1] === letter) end--
  return text.slice(0, end)
}

export function withoutEnds(text: string, letter: string): string {
  let start = 0
  while (text[start] === letter) start++
  return withoutEnd(text.slice(start), letter)
}
