/**
 * Characters that nobody sees and that move, hide or turn what stands around them: a terminal's commands, marks of
 * direction, letters of no width. Whoever writes a file or a server's answer could make a person read something else
 * with them. The line break and the tab are left alone, and the joiners that Persian, Hindi and emoji are written with.
 */
const UNSEEN =
  /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]--[\n\t\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u200c\u200d]]|(?<=^|[\0-\x7f])[\u200c\u200d]|[\u200c\u200d](?=[\0-\x7f]|$)/gv

/** What almost every text is made of: none of these is ever unseen, and to know that takes a tenth of the time. */
const PLAIN = /^[\n\t\x20-\x7e\xa0-\xac\xae-\xff\u2013\u2014\u2018-\u201d\u2026]*$/

/** The text with each of them as a mark of its own, such as `<U+202E>`. */
export function visibleText(text: string): string {
  return PLAIN.test(text) ? text : text.replace(UNSEEN, mark)
}

/** The same for a value within a sentence, in one line whatever is in it. */
export function visibleLine(text: string): string {
  return visibleText(text.replace(/[\r\n\t]+/g, ' '))
}

/** JSON that says the same in letters that can all be seen; they stand only within its strings, where it has escapes for them. */
export function visibleJson(json: string): string {
  return json.replace(UNSEEN, (unseen) => unseen.split('').map(escaped).join(''))
}

/** The mark of the first of them; null when every character of a one-line value can be seen. */
export function unseenIn(line: string): string | null {
  const [found] = line.match(/[\n\t]/) ?? line.match(UNSEEN) ?? []
  return found === undefined ? null : mark(found)
}

function mark(unseen: string): string {
  return `<U+${hex(unseen.codePointAt(0) ?? 0)}>`
}

function escaped(unit: string): string {
  return `\\u${hex(unit.charCodeAt(0)).toLowerCase()}`
}

function hex(point: number): string {
  return point.toString(16).toUpperCase().padStart(4, '0')
}
