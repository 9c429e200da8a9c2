import { Button, CopyButton, Group, Loader } from '@mantine/core'
import { IconCheck, IconCopy, IconExternalLink, IconLogin2 } from '@tabler/icons-react'
import type { SignInBegun } from '../../shared/api/contract/contract.ts'
import type { ConnectionView } from '../../shared/connections/view.ts'
import { fault } from '../../shared/fault.ts'
import { filled } from '../../shared/text/sentence.ts'
import { momentOf } from '../../shared/time/instant.ts'
import { LoadingScreen } from '../overview/loading-screen.tsx'
import { addressOf } from '../routes/route.ts'
import { VaultBanner } from '../shell/banners/vault-banner.tsx'
import { Card } from '../shell/card.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { Screen } from '../shell/screen.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import { Moment } from '../time/moment.tsx'
import { QrCode } from './qr-code.tsx'
import styles from './sign-in.module.css'
import { useSignIn } from './use-sign-in.ts'

/** A person signs in at the server, on its own pages; this one only says where, and waits. */
export function SignInPage({ name }: { name: string }) {
  const { words } = usePage()
  const views = usePageState((state) => state.connections)
  if (views === null) return <LoadingScreen title={name} />
  const view = views.find((each) => each.name === name)
  return (
    <Screen
      title={filled(words.signIn.title, { name })}
      actions={
        <Button component="a" variant="default" href={addressOf({ screen: 'connection', name })}>
          {words.signIn.back}
        </Button>
      }
    >
      <VaultBanner />
      {view?.signIn == null ? (
        <FaultNote fault={fault(view === undefined ? 'no_such_connection' : 'no_sign_in')} name={name} />
      ) : (
        <SigningIn view={view} way={view.signIn} />
      )}
    </Screen>
  )
}

function SigningIn({ view, way }: { view: ConnectionView; way: NonNullable<ConnectionView['signIn']> }) {
  const { words } = usePage()
  const { signIn } = words
  const { state, begin } = useSignIn(view.name)
  const { stands } = state
  return (
    <Card title={way === 'browser' ? signIn.browserTitle : signIn.deviceTitle} width="text">
      <div className={styles.steps}>
        <p className="soft">{way === 'browser' ? signIn.browserSay : signIn.deviceSay}</p>
        <div role="status" className={styles.steps}>
          {stands === 'waiting' ? <Begun begun={state.begun} /> : null}
          {stands === 'done' ? (
            <Group component="p" gap={10} wrap="nowrap">
              <IconCheck size={18} aria-hidden="true" /> {filled(signIn.done, { name: view.name })}
            </Group>
          ) : null}
          {stands === 'done' && state.warning !== null ? <FaultNote fault={state.warning} name={view.name} /> : null}
          {stands === 'failed' ? <FaultNote fault={state.fault} name={view.name} /> : null}
        </div>
        {stands === 'waiting' || stands === 'done' ? null : (
          <div>
            <Button
              leftSection={<IconLogin2 size={16} aria-hidden="true" />}
              loading={stands === 'beginning'}
              onClick={() => void begin()}
            >
              {stands === 'failed' ? signIn.again : signIn.begin}
            </Button>
          </div>
        )}
        {stands === 'done' ? (
          <div>
            <Button component="a" href={addressOf({ screen: 'connection', name: view.name })}>
              {signIn.see}
            </Button>
          </div>
        ) : null}
      </div>
    </Card>
  )
}

function Begun({ begun }: { begun: SignInBegun }) {
  const { signIn } = usePage().words
  const { url, userCode, expiresAt } = begun
  const until = momentOf(expiresAt)
  return (
    <>
      {userCode === null ? null : <Device begun={begun} userCode={userCode} />}
      <div>
        <Button
          component="a"
          href={url}
          target="_blank"
          rel="noopener noreferrer"
          variant={userCode === null ? 'filled' : 'default'}
          leftSection={<IconExternalLink size={16} aria-hidden="true" />}
        >
          {signIn.open}
        </Button>
      </div>
      <Group component="p" gap={10} wrap="nowrap">
        <Loader size={16} aria-hidden="true" />
        <span>
          {signIn.waiting} {until === null ? null : <Moment at={until} />}
        </span>
      </Group>
    </>
  )
}

function Device({ begun: { url, verificationUriComplete }, userCode }: { begun: SignInBegun; userCode: string }) {
  const { signIn } = usePage().words
  return (
    <Group gap={24}>
      <div className={styles.steps}>
        <p>{signIn.typeCode}</p>
        <p className="address">
          <bdi>{url}</bdi>
        </p>
        <p className={styles['user-code']}>
          <bdi>{userCode}</bdi>
        </p>
        <CopyButton value={userCode}>
          {({ copied, copy }) => (
            <div>
              <Button
                variant="default"
                leftSection={
                  copied ? <IconCheck size={16} aria-hidden="true" /> : <IconCopy size={16} aria-hidden="true" />
                }
                onClick={copy}
              >
                {copied ? signIn.copied : signIn.copy}
              </Button>
            </div>
          )}
        </CopyButton>
      </div>
      <QrCode text={verificationUriComplete ?? url} label={signIn.codeLabel} />
    </Group>
  )
}
