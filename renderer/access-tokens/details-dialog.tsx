import { Text } from '@mantine/core'
import type { AccessToken } from '../../shared/api/contract/access-tokens.ts'
import { filled } from '../../shared/text/sentence.ts'
import { CommandLine } from '../connection/commands.tsx'
import { Facts } from '../shell/card.tsx'
import { Answers, Dialog } from '../shell/dialog.tsx'
import { usePage } from '../state/page-context.ts'
import styles from './access-tokens.module.css'
import { Ends, Users } from './token-facts.tsx'
import { tokenWords } from './token-words.ts'

export function DetailsDialog({ name, token, close }: { name: string; token: AccessToken; close: () => void }) {
  const { accessTokens: words, shell, connection } = usePage().words
  const { handle, tail, master, tenantPermissions, wellKnown, odd } = token
  return (
    <Dialog size="lg" close={close} title={filled(words.detailsTitle, tokenWords(token))}>
      <Facts
        rows={[
          [words.factId, `…${tail}`],
          [words.factMaster, master ? connection.learnedYes : connection.learnedNo],
          [words.factEnds, <Ends key="ends" token={token} />],
          [words.factUsers, <Users key="users" token={token} />],
        ]}
      />
      {odd === undefined ? null : <Text>{filled(words.oddSay, { parts: odd.join(', ') })}</Text>}
      {wellKnown === null ? null : <Text>{filled(words.wellKnownSay, { application: wellKnown })}</Text>}
      <h3 className={styles.heading}>{words.permissions}</h3>
      {tenantPermissions.length === 0 ? (
        <Text className="soft">{words.noPermissions}</Text>
      ) : (
        // A server may name one tenant twice; the first counts.
        <Facts rows={tenantPermissions.map(({ tenant, allowedActions }) => [tenant, allowedActions.join(', ')])} />
      )}
      <CommandLine word={words.idElsewhere} line={`everbearer crafter id ${name} ${handle}`} />
      <Text className="soft">{token.itself ? words.itselfSay : words.fixed}</Text>
      <Answers close={close} no={shell.close} focused flush />
    </Dialog>
  )
}
