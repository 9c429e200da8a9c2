/**
 * The law of origins: a secret comes to no server but those that it was entered for, in no encoding and no part of a request.
 *
 *   const law = originLaw()
 *   law.entered('refresh token of ward', pair.refreshToken, server.origin)
 *   expect(law.strayed([{ origin: other.origin, received: other.received() }])).toEqual([])
 */
import { markers } from './markers.ts'

export type Heard = { readonly origin: string; readonly received: string }

export type OriginLaw = {
  entered(name: string, secret: string, ...origins: readonly string[]): void
  /** Each secret that came to a server it was not entered for, and in which encoding. */
  strayed(heard: readonly Heard[]): string[]
  /** Names of secrets that came where they belong: a law over silence would prove nothing. */
  arrived(heard: readonly Heard[]): string[]
}

export function originLaw(): OriginLaw {
  const all: { readonly name: string; readonly secret: string; readonly origins: readonly string[] }[] = []

  function found(heard: readonly Heard[], belongs: boolean) {
    return heard.flatMap(({ origin, received }) => {
      const those = all.filter(({ origins }) => origins.includes(origin) === belongs)
      const hunt = markers(Object.fromEntries(those.map(({ name, secret }) => [name, secret])))
      return hunt.inText(origin, received)
    })
  }

  return {
    entered: (name, secret, ...origins) => void all.push({ name, secret, origins }),
    strayed: (heard) => [
      ...new Set(found(heard, false).map(({ secret, encoding, where }) => `${secret} (${encoding}) to ${where}`)),
    ],
    arrived: (heard) => [...new Set(found(heard, true).map(({ secret }) => secret))].sort(),
  }
}
