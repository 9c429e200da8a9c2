import { formEncode } from '../http.ts'

/** How a server's token requests are written where they are not those of RFC 6749: as JSON, and with names of its own. */
export type RequestShape = {
  readonly json: boolean
  /** The server's own names by those of the standard; an empty one leaves the field out. */
  readonly names: Readonly<Record<string, string>>
}

export const STANDARD_SHAPE: RequestShape = { json: false, names: {} }

export type Body = { readonly type: string; readonly text: string }

/** The fields under the server's names, encoded as it takes them. */
export function bodyIn({ json, names }: RequestShape, fields: Readonly<Record<string, string>>): Body {
  const named = Object.entries(fields).map(([name, value]) => [ownName(names, name), value] as const)
  const sent = Object.fromEntries(named.filter(([name]) => name !== ''))
  return json
    ? { type: 'application/json', text: JSON.stringify(sent) }
    : { type: 'application/x-www-form-urlencoded', text: formEncode(sent) }
}

function ownName(names: RequestShape['names'], name: string): string {
  return Object.hasOwn(names, name) ? (names[name] ?? name) : name
}
