import type { Connection } from './connection.ts'

type Editable = Pick<Connection, 'settings' | 'tags' | 'note' | 'secretsEntered'>

const LETTERS = 12

/**
 * What a person sees and changes of a connection, in a few letters: they are others once anything of it is another, and the
 * same again where it was changed back. Renewals change nothing of it, and no secret is in it: of those it is counted how often
 * a person has entered some.
 */
export function editionOf(connection: Editable, digest: (text: string) => string): string {
  const { settings, tags, note, secretsEntered = 0 } = connection
  const { baseUrl, clientId, maxRetries, endpoints, own } = settings
  const parts = [baseUrl, clientId, maxRetries, inOrder(endpoints), inOrder(own), tags, note, secretsEntered]
  return digest(JSON.stringify(parts)).slice(0, LETTERS)
}

/** The part of a document that says that a person has just entered secrets of it: pasted, signed in, or brought back. */
export function enteredOnce({ secretsEntered = 0 }: Pick<Connection, 'secretsEntered'>): {
  readonly secretsEntered: number
} {
  return { secretsEntered: secretsEntered + 1 }
}

/** Of a document that was read anew the parts may stand in another order. */
function inOrder(record: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1))
}
