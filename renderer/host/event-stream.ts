/** One server-sent event (WHATWG HTML, section 9.2). `id` is null where the stream named none with it. */
export type StreamEvent = { readonly event: string; readonly data: string; readonly id: string | null }

export type EventReader = {
  /** Takes the next piece of the stream, wherever it was cut, and gives the events that are complete with it. */
  push(piece: string): StreamEvent[]
}

/** Reads what `EventSource` would, since that cannot send the header with the page's key. */
export function createEventReader(): EventReader {
  let rest = ''
  let pending = blank()

  function take(line: string): StreamEvent | null {
    if (line === '') return finish()
    const colon = line.indexOf(':')
    if (colon === 0) return null
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') pending.event = value
    else if (field === 'data') pending.data.push(value)
    else if (field === 'id' && !value.includes('\0')) pending.id = value
    return null
  }

  function finish(): StreamEvent | null {
    const { event, data, id } = pending
    pending = blank()
    return data.length === 0 ? null : { event: event === '' ? 'message' : event, data: data.join('\n'), id }
  }

  return {
    push(piece) {
      // A carriage return at the very end may be the first half of a line's end; it waits for the next piece.
      const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/)
      rest = lines.pop() ?? ''
      return lines.flatMap((line) => take(line) ?? [])
    },
  }
}

function blank(): { event: string; data: string[]; id: string | null } {
  return { event: '', data: [], id: null }
}
