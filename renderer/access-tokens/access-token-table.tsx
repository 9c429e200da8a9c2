import { VisuallyHidden } from '@mantine/core'
import type { AccessToken } from '../../shared/api/contract/access-tokens.ts'
import { usePage } from '../state/page-context.ts'
import styles from './access-tokens.module.css'
import { Ends, Users } from './token-facts.tsx'
import { TokenMenu } from './token-menu.tsx'
import type { AccessTokens } from './use-access-tokens.ts'

/** One table at every width; narrow screens lay each row out as a card. */
export function AccessTokenTable({
  name,
  list,
  tokens,
}: {
  name: string
  list: readonly AccessToken[]
  tokens: AccessTokens
}) {
  const { accessTokens: words } = usePage().words
  return (
    <table className={styles.table} aria-label={words.tableName}>
      <thead className={styles.head}>
        <tr>
          <th>{words.columnApplication}</th>
          <th className={styles.id}>{words.columnId}</th>
          <th>{words.columnEnds}</th>
          <th>{words.columnUsers}</th>
          <th className={styles.menu}>
            <VisuallyHidden>{words.columnActions}</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <tbody>
        {list.map((token) => (
          <tr key={token.handle} className={styles.row}>
            <th scope="row" className={styles.application}>
              <span className={styles.marked}>
                {token.application}
                <Marks token={token} />
              </span>
            </th>
            <td className={styles.id} data-label={`${words.columnId}: `}>
              …{token.tail}
            </td>
            <td data-label={`${words.columnEnds}: `}>
              <Ends token={token} />
            </td>
            <td data-label={`${words.columnUsers}: `}>
              <Users token={token} />
            </td>
            <td className={styles.menu}>
              <TokenMenu name={name} token={token} tokens={tokens} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Marks({ token: { master, itself, wellKnown, odd } }: { token: AccessToken }) {
  const { accessTokens: words } = usePage().words
  const marks = [
    [master, words.master, 'sky'],
    [itself, words.itself, 'leaf'],
    [wellKnown !== null, words.wellKnown, 'amber'],
    [odd !== undefined, words.odd, 'amber'],
  ] as const
  return marks
    .filter(([is]) => is)
    .map(([, word, tone]) => (
      <span key={word} className={styles.mark} data-tone={tone}>
        {word}
      </span>
    ))
}
