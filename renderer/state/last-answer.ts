/**
 * The same function, which gives its last answer once more for as long as it is asked the same. What is reckoned from ten thousand
 * connections is there at once for whoever comes back to a screen; a list that has changed is another one. `same` true of an answer
 * and the one before: that one is given on, so that nothing is painted for a change that changes nothing of it.
 */
export function withLastAnswer<Asked extends readonly unknown[], Answer>(
  answer: (...asked: Asked) => Answer,
  same: (one: Answer, other: Answer) => boolean = Object.is,
): (...asked: Asked) => Answer {
  let last: { readonly asked: Asked; readonly answer: Answer } | null = null
  return (...asked) => {
    const stands = last?.asked.length === asked.length && last.asked.every((each, at) => Object.is(each, asked[at]))
    if (last !== null && stands) return last.answer
    const next = answer(...asked)
    last = { asked, answer: last !== null && same(last.answer, next) ? last.answer : next }
    return last.answer
  }
}

/** Both hold the very same values in the same order. */
export function sameEach(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((each, at) => Object.is(each, other[at]))
}
