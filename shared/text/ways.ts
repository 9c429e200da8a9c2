import type { TestResult } from '../api/contract/contract.ts'
import type { NetworkView } from '../connections/network.ts'
import { filled } from './sentence.ts'
import type { Texts } from './texts.ts'

type Words = Pick<Texts, 'words'>

/** By which way a question went, in sentences; none for the direct way by what the system trusts. */
export function waysOf({ words }: Words, { via = {} }: TestResult['steps'][number]): string[] {
  const sentences = { proxy: words.stepVia, authorities: words.stepAuthorities, certificate: words.stepCertificate }
  return (['proxy', 'authorities', 'certificate'] as const).flatMap((part) =>
    via[part] === undefined ? [] : [filled(sentences[part], via)],
  )
}

/** How calls travel, part by part, as label and value; null for a part that is not set. `at` says a moment. */
export function networkRows(
  { words }: Words,
  network: NetworkView | null,
  at: (iso: string) => string,
): readonly (readonly [label: string, value: string | null])[] {
  const { proxy = null, authorities = null, client = null } = network ?? {}
  const named = (names: string, endsAt: string) => filled(words.networkNamed, { names, at: at(endsAt) })
  return [
    [words.networkProxy, proxy && proxyText(words, proxy)],
    [words.networkAuthorities, authorities && named(authorities.names.join(', '), authorities.endsAt)],
    [words.networkCertificate, client && named(client.name, client.endsAt)],
  ]
}

function proxyText(words: Words['words'], { url, user, hasPassword, except }: Proxy): string {
  if (url === '') return words.networkDirect
  const signIn = user === '' ? '' : filled(hasPassword ? words.networkSignIn : words.networkUser, { user })
  return `${url}${signIn}${except === '' ? '' : filled(words.networkExcept, { except })}`
}

type Proxy = NonNullable<NetworkView['proxy']>
