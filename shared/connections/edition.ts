import type { Connection } from './connection.ts'

type Editable = Pick<Connection, 'settings' | 'tags' | 'note' | 'secretsEntered'>

const LETTERS = 12

/**
 * A short digest of what a person can see and change of a connection: another one once anything was changed, and the same
 * again once it was changed back. Renewals do not change it. Secrets are not part of it, only how often a person has entered
 * some.
 */
export function editionOf(connection: Editable, digest: (text: string) => string): string {
  const { settings, tags, note, secretsEntered = 0 } = connection
  const { baseUrl, clientId, maxRetries, endpoints, own } = settings
  const parts = [
    baseUrl,
    clientId,
    maxRetries,
    sortedEntries(endpoints),
    sortedEntries(own),
    tags,
    note,
    secretsEntered,
  ]
  return digest(JSON.stringify(parts)).slice(0, LETTERS)
}

/** The document field that counts how often a person has entered secrets: pasted, signed in, or restored. */
export function countSecretsEntered({ secretsEntered = 0 }: Pick<Connection, 'secretsEntered'>): {
  readonly secretsEntered: number
} {
  return { secretsEntered: secretsEntered + 1 }
}

/** Sorted, since a document that was read again may have its fields in another order. */
function sortedEntries(record: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1))
}
