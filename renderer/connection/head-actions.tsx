import { Button } from '@mantine/core'
import {
  IconClipboard,
  IconLogin2,
  IconPencil,
  IconPlayerPlay,
  IconPlugConnected,
  IconRefresh,
  IconShieldCheck,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { addressOf, type Route } from '../routes/route.ts'
import { goTo } from '../routes/router.ts'
import type { Actions } from '../state/actions.ts'
import { usePage, usePageState } from '../state/page-context.ts'
import { useMinute } from '../time/use-now.ts'
import { ActionsMenu } from './actions-menu.tsx'
import { type PrimaryAction, primaryAction } from './primary-action.ts'

/** What can be done from the head of a connection's screen: the one thing that this moment needs is the filled one. */
export function HeadActions({ view }: { view: ConnectionView }) {
  const primary = primaryAction(view, useMinute())
  const others = (['refresh', 'test', ...(view.signIn === null ? [] : ['sign-in' as const]), 'edit'] as const).filter(
    (each) => each !== primary,
  )
  return (
    <>
      {others.map((each) => (
        <HeadAction key={each} what={each} view={view} isPrimary={false} />
      ))}
      <HeadAction key={primary} what={primary} view={view} isPrimary />
      <ActionsMenu view={view} removed={() => goTo({ screen: 'overview' })} />
    </>
  )
}

type HeadActionProps = { readonly what: PrimaryAction; readonly view: ConnectionView; readonly isPrimary: boolean }

function HeadAction({ what, view, isPrimary }: HeadActionProps) {
  const { words, actions } = usePage()
  const busy = usePageState((state) => state.actions[view.name])
  const { icon: Icon, word, leadsTo, does } = KINDS[what]
  const shared = {
    variant: isPrimary ? 'filled' : 'default',
    leftSection: <Icon size={16} aria-hidden="true" />,
    children: words.overview[word],
  }
  if (leadsTo !== undefined) return <Button {...shared} component="a" href={addressOf(leadsTo(view.name))} />
  return (
    <Button
      {...shared}
      disabled={what === 'refresh' && (!view.renewable || view.pausedAt !== null)}
      loading={busy === what}
      onClick={() => void does?.(actions, view.name)}
    />
  )
}

/** What the buttons say; not the sentences beside them, which may count. */
type Word = 'refresh' | 'test' | 'resume' | 'edit' | 'actAllow' | 'actSettings' | 'actSecret' | 'actPaste' | 'actSignIn'

type Kind = {
  readonly icon: ComponentType<{ size: number; 'aria-hidden': 'true' }>
  readonly word: Word
  readonly leadsTo?: (name: string) => Route
  readonly does?: (actions: Actions, name: string) => Promise<unknown>
}

const editing = (tokens: boolean) => (name: string) => ({ screen: 'edit' as const, name, tokens })

const KINDS: Readonly<Record<PrimaryAction, Kind>> = {
  refresh: { icon: IconRefresh, word: 'refresh', does: (actions, name) => actions.refresh(name) },
  test: { icon: IconPlugConnected, word: 'test', does: (actions, name) => actions.test(name) },
  resume: { icon: IconPlayerPlay, word: 'resume', does: (actions, name) => actions.resume(name) },
  allow: { icon: IconShieldCheck, word: 'actAllow', does: (actions, name) => actions.allow(name) },
  edit: { icon: IconPencil, word: 'edit', leadsTo: editing(false) },
  settings: { icon: IconPencil, word: 'actSettings', leadsTo: editing(false) },
  secret: { icon: IconClipboard, word: 'actSecret', leadsTo: editing(true) },
  paste: { icon: IconClipboard, word: 'actPaste', leadsTo: editing(true) },
  'sign-in': { icon: IconLogin2, word: 'actSignIn', leadsTo: (name) => ({ screen: 'sign-in', name }) },
}
