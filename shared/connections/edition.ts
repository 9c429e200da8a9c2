import type { Connection } from './connection.ts'

type Editable = Pick<Connection, 'settings' | 'tags' | 'note'>

const LETTERS = 12

/**
 * What a person sees and changes of a connection, in a few letters: they are others once anything of it is another, and the
 * same again where it was changed back. Renewals change nothing of it, and no secret is in it.
 */
export function editionOf({ settings, tags, note }: Editable, digest: (text: string) => string): string {
  const { baseUrl, clientId, maxRetries, endpoints, own } = settings
  return digest(JSON.stringify([baseUrl, clientId, maxRetries, inOrder(endpoints), inOrder(own), tags, note])).slice(
    0,
    LETTERS,
  )
}

/** Of a document that was read anew the parts may stand in another order. */
function inOrder(record: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1))
}
