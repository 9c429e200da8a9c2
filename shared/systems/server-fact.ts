/** Long enough for a name or an address; what a server tells is shown as it is. */
const LONGEST = 200

/** A server's own words as a fact to show (`Learned`): empty for what is no text, and nothing that could move a terminal's cursor. */
export function serverFact(value: unknown): string {
  return typeof value === 'string' ? value.replace(/\p{C}/gu, '').slice(0, LONGEST) : ''
}
