/** What client assertions are signed with (RFC 7518, RFC 8037, RFC 9864), of those for one key first what most servers know. */
export const ASSERTION_ALGORITHMS = [
  ...(['RS256', 'PS256', 'RS384', 'PS384', 'RS512', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
] as const
export type AssertionAlgorithm = (typeof ASSERTION_ALGORITHMS)[number]

/** The fact which of them a server takes, as its metadata tells (RFC 8414). */
export const ALGORITHMS_FACT = 'assertionAlgorithms'

/** Those that the server has named, in our order; all of them where it has named none that we know. */
export function algorithmsFor(learned: Readonly<Record<string, string>>): readonly AssertionAlgorithm[] {
  const named = learned[ALGORITHMS_FACT]?.split(' ') ?? []
  const known = ASSERTION_ALGORITHMS.filter((algorithm) => named.includes(algorithm))
  return known.length > 0 ? known : ASSERTION_ALGORITHMS
}
