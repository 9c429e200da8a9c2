import { Button, Radio, Stack } from '@mantine/core'
import { type SyntheticEvent, useState } from 'react'
import type { Input } from '../../shared/api/contract/contract.ts'
import { fault } from '../../shared/fault.ts'
import { faultMessage, filled } from '../../shared/text/sentence.ts'
import { LeaveGuard } from '../leaving/leave-guard.tsx'
import { useCall } from '../leaving/use-call.ts'
import { isFit, isTyped, NewPassphrase, NOTHING_TYPED } from '../settings/new-passphrase.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { PasswordField } from '../shell/password-field.tsx'
import { usePage, usePageState } from '../state/page-context.ts'

type Kind = Input<'vault.move'>['to']
const KINDS: readonly Kind[] = ['file', 'memory', 'keychain']

/** Where secrets shall be kept, asked once where no keychain works; nothing is chosen until the person does. */
export function VaultChoice({ chosen }: { chosen?: () => void }) {
  const { host, words, texts } = usePage()
  const why = usePageState((state) => state.vault?.why) ?? ''
  const [kind, setKind] = useState<Kind>('file')
  const [typed, setTyped] = useState(NOTHING_TYPED)
  const [insist, setInsist] = useState(false)
  const { busy, fault: trouble, run, forget } = useCall()
  const { vault } = words
  const fileThere = why === 'file_there'
  const ready = kind !== 'file' || (fileThere ? typed.once !== '' : isFit(typed))

  async function choose(event: SyntheticEvent): Promise<void> {
    event.preventDefault()
    if (!ready) return setInsist(true)
    const input = kind === 'file' ? { to: kind, passphrase: typed.once } : { to: kind }
    const doneMessage = filled(kind === 'memory' ? vault.chosenMemory : vault.chosen, { kind: texts.vaults[kind] })
    if ((await run(() => host.call('vault.move', input), { doneMessage })) !== null) chosen?.()
  }

  return (
    <Stack component="form" gap={16} w="100%" onSubmit={(event) => void choose(event)}>
      <p>
        {faultMessage(texts, fault('vault_choice_needed', { why })).say} {fileThere ? vault.sayThere : vault.say}
      </p>
      <Radio.Group
        value={kind}
        onChange={(value) => {
          forget()
          setKind(KINDS.find((each) => each === value) ?? 'file')
        }}
        aria-label={vault.title}
      >
        <Stack gap="sm">
          <Radio value="file" label={fileThere ? vault.fileThere : vault.file} description={vault.fileSay} />
          {kind === 'file' ? (
            <Stack gap={10} maw={380} mb={6} ms={32}>
              {fileThere ? (
                <PasswordField
                  label={words.shell.passphrase}
                  autoComplete="off"
                  value={typed.once}
                  onChange={(event) => setTyped({ ...NOTHING_TYPED, once: event.currentTarget.value })}
                />
              ) : (
                <NewPassphrase value={typed} change={setTyped} insist={insist} />
              )}
            </Stack>
          ) : null}
          <Radio value="memory" label={vault.memory} description={vault.memorySay} />
          <Radio value="keychain" label={vault.keychain} description={vault.keychainSay} />
        </Stack>
      </Radio.Group>
      <div role="status">{trouble === null ? null : <FaultNote fault={trouble} />}</div>
      <div>
        <Button type="submit" loading={busy}>
          {vault.choose[kind]}
        </Button>
      </div>
      <LeaveGuard active={kind === 'file' && !fileThere && isTyped(typed)} />
    </Stack>
  )
}
