import { Menu } from '@mantine/core'
import { IconCopy, IconListDetails, IconPlugConnected, IconReplace, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { AccessToken } from '../../shared/api/contract/access-tokens.ts'
import { filled } from '../../shared/text/sentence.ts'
import { DotsMenu } from '../shell/dots-menu.tsx'
import { usePage } from '../state/page-context.ts'
import styles from './access-tokens.module.css'
import { AdoptDialog } from './adopt-dialog.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { DetailsDialog } from './details-dialog.tsx'
import { TokenDialog } from './token-dialog.tsx'
import { tokenWords } from './token-words.ts'
import type { AccessTokens, Done } from './use-access-tokens.ts'

type Asking = 'details' | 'replace' | 'adopt' | 'delete' | null

/** Everything one can do to an access token, behind three dots. */
export function TokenMenu({ name, token, tokens }: { name: string; token: AccessToken; tokens: AccessTokens }) {
  const { host, words } = usePage()
  const { accessTokens } = words
  const [asking, ask] = useState<Asking>(null)
  const label = filled(accessTokens.menu, tokenWords(token))
  const close = (): void => ask(null)
  const done = (what: Done): void => void tokens.tell(what)
  const dialog = { name, token, close, done }

  function copy(): void {
    const say = filled(accessTokens.copied, tokenWords(token))
    void tokens.run(
      () => host.copyToken(name, token.handle),
      () => ({ say }),
      host.can.askOver ? null : { say: words.connection.copyAsks },
    )
  }

  /** Where the question comes from outside and over the page, one of the page's own before it would ask the same twice. */
  async function remove(): Promise<void> {
    if (!host.can.askOver) return ask('delete')
    const reply = await host.call('crafter.delete', { name, handle: token.handle, itself: token.itself })
    if (reply.ok) return tokens.tell({ say: filled(accessTokens.removed, tokenWords(reply.value.token)) })
    // A no: whoever said it knows.
    if (reply.fault.code !== 'confirm_deletion') await tokens.fail(reply.fault)
  }

  return (
    <>
      <DotsMenu label={label} busy={tokens.busy}>
        <Menu.Item leftSection={<IconListDetails size={16} aria-hidden="true" />} onClick={() => ask('details')}>
          {accessTokens.details}
        </Menu.Item>
        {token.itself ? null : (
          <Menu.Item leftSection={<IconReplace size={16} aria-hidden="true" />} onClick={() => ask('replace')}>
            {accessTokens.replace}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconPlugConnected size={16} aria-hidden="true" />} onClick={() => ask('adopt')}>
          {accessTokens.adopt}
        </Menu.Item>
        {host.can.copyToken ? (
          <Menu.Item leftSection={<IconCopy size={16} aria-hidden="true" />} onClick={copy}>
            {accessTokens.copyId}
          </Menu.Item>
        ) : null}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconTrash size={16} aria-hidden="true" />}
          className={styles.danger}
          onClick={() => void remove()}
        >
          {accessTokens.remove}
        </Menu.Item>
      </DotsMenu>
      {asking === 'details' ? <DetailsDialog {...dialog} /> : null}
      {asking === 'replace' ? <TokenDialog name={name} present={token} close={close} tokens={tokens} /> : null}
      {asking === 'adopt' ? <AdoptDialog {...dialog} /> : null}
      {asking === 'delete' ? <DeleteDialog {...dialog} /> : null}
    </>
  )
}
