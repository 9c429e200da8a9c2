import { Menu } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import {
  IconCopy,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnected,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { filled } from '../../shared/text/sentence.ts'
import { goTo } from '../routes/router.ts'
import { DotsMenu } from '../shell/dots-menu.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import styles from './actions-menu.module.css'
import { RemoveDialog } from './remove-dialog.tsx'

/** Everything one can do to a connection, behind three dots. */
export function ActionsMenu({
  view,
  removed,
  defaultOpened = false,
  tabIndex,
}: {
  view: ConnectionView
  removed?: () => void
  defaultOpened?: boolean
  tabIndex?: number
}) {
  const { words, actions } = usePage()
  const { overview } = words
  const busy = usePageState((state) => state.actions[view.name] !== undefined)
  const [asking, { open, close }] = useDisclosure(false)
  const { name } = view
  const paused = view.pausedAt !== null
  const size = 16
  return (
    <>
      <DotsMenu label={filled(overview.menu, { name })} busy={busy} defaultOpened={defaultOpened} tabIndex={tabIndex}>
        <Menu.Item
          leftSection={<IconRefresh size={size} aria-hidden="true" />}
          disabled={busy || !view.renewable || paused}
          onClick={() => void actions.refresh(name)}
        >
          {overview.refresh}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPlugConnected size={size} aria-hidden="true" />}
          disabled={busy}
          onClick={() => void actions.test(name)}
        >
          {overview.test}
        </Menu.Item>
        <Menu.Item
          leftSection={
            paused ? (
              <IconPlayerPlay size={size} aria-hidden="true" />
            ) : (
              <IconPlayerPause size={size} aria-hidden="true" />
            )
          }
          disabled={busy}
          onClick={() => void (paused ? actions.resume(name) : actions.pause(name))}
        >
          {paused ? overview.resume : overview.pause}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPencil size={size} aria-hidden="true" />}
          onClick={() => goTo({ screen: 'edit', name, tokens: false })}
        >
          {overview.edit}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconCopy size={size} aria-hidden="true" />}
          onClick={() => goTo({ screen: 'add', like: name })}
        >
          {overview.duplicate}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconTrash size={size} aria-hidden="true" />}
          className={styles.danger}
          disabled={busy || view.managed !== undefined}
          onClick={open}
        >
          {overview.remove}
        </Menu.Item>
      </DotsMenu>
      <RemoveDialog view={view} opened={asking} close={close} {...(removed === undefined ? {} : { removed })} />
    </>
  )
}
