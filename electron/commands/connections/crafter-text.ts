import type { AccessToken } from '../../../shared/api/contract/access-tokens.ts'
import { sayAgo } from '../../../shared/text/ago.ts'
import { fieldLabel, filled } from '../../../shared/text/sentence.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import { sayDuration } from '../../../shared/time/duration.ts'
import type { Terminal } from '../../adapters/node/terminal/terminal.ts'
import { aligned } from '../output/columns.ts'

type Surface = Pick<Terminal, 'now' | 'localTime' | 'zone'>

/** Tokens as rows, each by its handle and the last characters of its ID. */
export function accessTokenTable({ words }: Texts, tokens: readonly AccessToken[], surface: Surface): string {
  if (tokens.length === 0) return `${words.noAccessTokens}\n`
  const ends = filled(words.columnEnds, { zone: surface.zone })
  const head = [words.columnHandle, words.columnId, words.columnApplication, ends, words.columnUsers]
  const rows = tokens.map((token) => [
    token.handle,
    filled(words.idTail, { tail: token.tail }),
    applicationOf(words, token),
    endOf(words, token, surface),
    usersOf(words, token),
  ])
  return `${aligned([head, ...rows])
    .map((line) => line.trimEnd())
    .join('\n')}\n`
}

/** One token on a page. */
export function accessTokenPage(texts: Texts, token: AccessToken, surface: Surface): string {
  const { words } = texts
  const rows = [
    [words.tokenHandle, token.handle],
    [words.tokenId, filled(words.idTail, { tail: token.tail })],
    [fieldLabel(texts, 'application', 'crafter'), token.application],
    [words.tokenMaster, token.master ? words.yes : words.no],
    [filled(words.tokenEnds, { zone: surface.zone }), endOf(words, token, surface)],
    [words.tokenUsers, usersOf(words, token) || words.tokenNoPermissions],
    ...(token.odd === undefined ? [] : [[words.tokenOdd, token.odd.join(', ')]]),
  ]
  const permissions = token.tenantPermissions.map(({ tenant, allowedActions }) => [tenant, allowedActions.join(', ')])
  const wellKnownNote = token.wellKnown === null ? [] : [filled(words.tokenWellKnown, { application: token.wellKnown })]
  const permissionRows = permissions.length === 0 ? [[words.tokenNoPermissions]] : permissions
  return `${[
    ...aligned(rows),
    '',
    words.tokenPermissions,
    ...aligned(permissionRows).map((line) => `  ${line}`),
    ...wellKnownNote,
  ].join('\n')}\n`
}

/** What sentences about one token are filled with. */
export function accessTokenValues(
  { words }: Texts,
  token: AccessToken,
  { localTime, zone }: Surface,
): Record<string, string> {
  const { handle, tail, application, expiresOn } = token
  const ends = expiresOn === null ? words.endsNever : localTime(Date.parse(expiresOn))
  return { handle, tail, application, ends, zone }
}

function applicationOf(words: Texts['words'], { application, master, odd }: AccessToken): string {
  const marked = filled(master ? words.masterMark : '{application}', { application })
  return odd === undefined ? marked : filled(words.oddMark, { application: marked })
}

function endOf(words: Texts['words'], { expiresOn, odd = [] }: AccessToken, { now, localTime }: Surface): string {
  if (expiresOn === null) return odd.includes('expiresOn') ? words.endUnread : words.endsNever
  const at = Date.parse(expiresOn)
  const left = at - now()
  return left > 0
    ? filled(words.endsAt, { at: localTime(at), span: sayDuration(left) })
    : filled(words.endedAt, { at: localTime(at), ago: sayAgo({ words }, -left) })
}

function usersOf(words: Texts['words'], { usedBy, itself }: AccessToken): string {
  const names = usedBy.join(', ')
  return itself ? filled(words.thisToken, { names }) : names
}
