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

/** The menu of an access token. */
export function TokenMenu({ name, token, tokens }: { name: string; token: AccessToken; tokens: AccessTokens }) {
  const { host, words } = usePage()
  const { accessTokens } = words
  const [dialogKind, setDialogKind] = useState<Asking>(null)
  const label = filled(accessTokens.menu, tokenWords(token))
  const close = (): void => setDialogKind(null)
  const done = (what: Done): void => void tokens.reportDone(what)
  const dialog = { name, token, close, done }

  function copy(): void {
    const say = filled(accessTokens.copied, tokenWords(token))
    void tokens.run(
      () => host.copyToken(name, token.handle),
      () => ({ say }),
      host.can.askOver ? null : { say: words.connection.copyAsks },
    )
  }

  /** Where the host asks for confirmation itself, the page's own dialog would ask twice. */
  async function remove(): Promise<void> {
    if (!host.can.askOver) return setDialogKind('delete')
    const reply = await host.call('crafter.delete', { name, handle: token.handle, itself: token.itself })
    if (reply.ok) return tokens.reportDone({ say: filled(accessTokens.removed, tokenWords(reply.value.token)) })
    // `confirm_deletion` means that the person said no.
    if (reply.fault.code !== 'confirm_deletion') await tokens.fail(reply.fault)
  }

  return (
    <>
      <DotsMenu label={label} busy={tokens.busy}>
        <Menu.Item
          leftSection={<IconListDetails size={16} aria-hidden="true" />}
          onClick={() => setDialogKind('details')}
        >
          {accessTokens.details}
        </Menu.Item>
        {token.itself ? null : (
          <Menu.Item
            leftSection={<IconReplace size={16} aria-hidden="true" />}
            onClick={() => setDialogKind('replace')}
          >
            {accessTokens.replace}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconPlugConnected size={16} aria-hidden="true" />}
          onClick={() => setDialogKind('adopt')}
        >
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
      {dialogKind === 'details' ? <DetailsDialog {...dialog} /> : null}
      {dialogKind === 'replace' ? <TokenDialog name={name} present={token} close={close} tokens={tokens} /> : null}
      {dialogKind === 'adopt' ? <AdoptDialog {...dialog} /> : null}
      {dialogKind === 'delete' ? <DeleteDialog {...dialog} /> : null}
    </>
  )
}
