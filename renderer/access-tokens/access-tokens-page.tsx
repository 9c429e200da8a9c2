import { Button, Loader } from '@mantine/core'
import { IconCheck, IconPlus, IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import { filled } from '../../shared/text/sentence.ts'
import { addressOf } from '../routes/route.ts'
import { Banner } from '../shell/banners/banner.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { Screen } from '../shell/screen.tsx'
import { usePage } from '../state/page-context.ts'
import { AccessTokenTable } from './access-token-table.tsx'
import styles from './access-tokens.module.css'
import { TokenDialog } from './token-dialog.tsx'
import { tokenWords } from './token-words.ts'
import { type AccessTokens, useAccessTokens } from './use-access-tokens.ts'

/** All access tokens of a Crafter Profile server, for holders of a master token. Their IDs never come to the page. */
export function AccessTokensPage({ name }: { name: string }) {
  const { accessTokens: words } = usePage().words
  const tokens = useAccessTokens(name)
  const { list, fault, busy, reload } = tokens
  const [isCreating, setCreating] = useState(false)
  return (
    <Screen
      title={words.title}
      under={
        <a className="soft" href={addressOf({ screen: 'connection', name })}>
          {filled(words.under, { name })}
        </a>
      }
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden="true" />}
            loading={busy}
            onClick={() => void reload()}
          >
            {words.again}
          </Button>
          <Button
            leftSection={<IconPlus size={16} aria-hidden="true" />}
            disabled={list === null}
            onClick={() => setCreating(true)}
          >
            {words.create}
          </Button>
        </>
      }
    >
      <Outcome tokens={tokens} />
      {fault === null ? null : (
        <div role="alert">
          <FaultNote fault={fault} name={name} />
        </div>
      )}
      <CutOff name={name} tokens={tokens} />
      {list === null ? (
        busy ? (
          <p className={styles.looking}>
            <Loader size={14} aria-hidden="true" /> {words.looking}
          </p>
        ) : null
      ) : list.tokens.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <AccessTokenTable name={name} list={list.tokens} tokens={tokens} />
      )}
      {list === null ? null : <p className={styles.elsewhere}>{words.elsewhere}</p>}
      {list?.unreadable === undefined ? null : <p>{filled(words.unreadable, { count: list.unreadable })}</p>}
      {isCreating ? <TokenDialog name={name} present={null} close={() => setCreating(false)} tokens={tokens} /> : null}
    </Screen>
  )
}

function Outcome({ tokens: { done } }: { tokens: AccessTokens }) {
  const { accessTokens: words } = usePage().words
  return (
    <div role="status">
      {done === null ? null : (
        <div className={styles.done}>
          <IconCheck size={18} aria-hidden="true" />
          <span>{done.say}</span>
          {done.connection === undefined ? null : (
            <a href={addressOf({ screen: 'connection', name: done.connection })}>
              {filled(words.open, { name: done.connection })}
            </a>
          )}
        </div>
      )}
    </div>
  )
}

/** A token that was created or replaced only halfway, in the vault until somebody deals with it. */
function CutOff({ name, tokens: { list, busy, run } }: { name: string; tokens: AccessTokens }) {
  const { host, words } = usePage()
  const { accessTokens } = words
  const token = list?.cutOff ?? null
  if (token === null) return null
  return (
    <Banner
      tone="amber"
      title={filled(accessTokens.cutOff, tokenWords(token))}
      action={
        <Button
          size="xs"
          loading={busy}
          onClick={() =>
            void run(
              () => host.call('crafter.restore', { name }),
              ({ was, token: back }) => ({
                say: filled(was === 'gone' ? accessTokens.restored : accessTokens.stillThere, tokenWords(back)),
              }),
            )
          }
        >
          {accessTokens.restore}
        </Button>
      }
    >
      {accessTokens.cutOffSay}
    </Banner>
  )
}
