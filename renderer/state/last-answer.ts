/**
 * The same function, which gives its last answer once more for as long as it is asked the same. What is reckoned from ten thousand
 * connections is there at once for whoever comes back to a screen; a list that has changed is another one.
 */
export function withLastAnswer<Asked extends readonly unknown[], Answer>(
  answer: (...asked: Asked) => Answer,
): (...asked: Asked) => Answer {
  let last: { readonly asked: Asked; readonly answer: Answer } | null = null
  return (...asked) => {
    const stands = last?.asked.length === asked.length && last.asked.every((each, at) => Object.is(each, asked[at]))
    if (last === null || !stands) last = { asked, answer: answer(...asked) }
    return last.answer
  }
}
