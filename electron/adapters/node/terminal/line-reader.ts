/** `limit` in UTF-16 units, which is what a string's length counts. */
export function createLineReader(limit: number) {
  // Kept in pieces: gluing a megabyte together anew for each small piece would take minutes of processor time.
  let pieces: string[] = []
  let length = 0

  function lineOf(last: string): string {
    const line = pieces.length === 0 ? last : pieces.join('') + last
    pieces = []
    length = 0
    return line
  }

  return {
    /**
     * The lines that are whole now, without their ends; empty ones are left out. Null once a line is longer than the
     * limit, also before it has come to its end: from then on the stream makes no sense any more.
     */
    push(text: string): string[] | null {
      const lines: string[] = []
      let from = 0
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        if (length + end - from > limit) return null
        const line = lineOf(text.slice(from, end)).trim()
        if (line !== '') lines.push(line)
        from = end + 1
      }
      const rest = text.slice(from)
      if (rest !== '') pieces.push(rest)
      length += rest.length
      return length > limit ? null : lines
    },
  }
}
