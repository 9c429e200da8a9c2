import { Button, Checkbox, Stack, Text, TextInput } from '@mantine/core'
import { type SyntheticEvent, useState } from 'react'
import { NAME_PATTERN } from '../../shared/connections/connection.ts'
import { error } from '../../shared/entry/mistake.ts'
import type { Mistake } from '../../shared/systems/system.ts'
import { fieldLabel, fieldText, filled } from '../../shared/text/sentence.ts'
import { boundPaste } from '../form/inputs/bound-paste.ts'
import { inputNotes } from '../form/inputs/input-notes.tsx'
import { TypedDialog } from '../leaving/typed-dialog.tsx'
import { Answers } from '../shell/dialog.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { PasswordField } from '../shell/password-field.tsx'
import { usePage } from '../state/page-context.ts'
import { currentSecond } from '../time/ticker.ts'
import { useLocale } from '../time/use-locale.ts'
import { EndInput } from './end-input.tsx'
import { PermissionInputs } from './permission-inputs.tsx'
import { type TokenValues, tokenEntry, tokenMistakes, tokenValues } from './token-values.ts'
import { tokenWords } from './token-words.ts'
import { type TokenDialogProps, useSending } from './use-sending.ts'

const SYSTEM = 'crafter'

/** Creates an access token, or replaces one. */
export function TokenDialog(props: TokenDialogProps) {
  const { name, present, close, tokens } = props
  const { words, texts } = usePage()
  const { accessTokens, shell } = words
  const { zone } = useLocale()
  const [initial] = useState(() => tokenValues(present, zone))
  const [values, setValues] = useState(initial)
  const [hasTried, setHasTried] = useState(false)
  const { busy, fault, send } = useSending(props)
  const set = (change: Partial<TokenValues>): void => setValues((before) => ({ ...before, ...change }))
  const mistakes = [...tokenMistakes(values, present, { now: currentSecond(), zone }), ...nameMistakes(values.as)]
  // An empty field is no mistake before the first try to send.
  const shown = (field: string): readonly Mistake[] =>
    mistakes.filter((mistake) => mistake.field === field && (hasTried || mistake.level === 'warning'))
  const notes = (field: string) => inputNotes(fieldText(texts, SYSTEM, field)?.help ?? '', shown(field), SYSTEM)
  const label = (field: string): string => fieldLabel(texts, field, SYSTEM)
  const entry = tokenEntry(values, present, zone)
  const isUnchanged = present !== null && Object.keys(entry).length === 0

  async function submit(event: SyntheticEvent): Promise<void> {
    event.preventDefault()
    setHasTried(true)
    if (mistakes.some(({ level }) => level === 'error')) return
    const outcome = await send(entry, values.as.trim())
    if (outcome !== null) await ('say' in outcome ? tokens.reportDone(outcome) : tokens.fail(outcome))
  }

  return (
    <TypedDialog
      size="xl"
      centered={false}
      typed={JSON.stringify(values) !== JSON.stringify(initial)}
      busy={busy}
      close={close}
      title={present === null ? accessTokens.createTitle : filled(accessTokens.replaceTitle, tokenWords(present))}
    >
      <form noValidate autoComplete="off" onPaste={boundPaste} onSubmit={(event) => void submit(event)}>
        <Stack gap="md">
          {present === null ? null : <Text>{accessTokens.replaceSay}</Text>}
          <TextInput
            label={label('token.application')}
            {...notes('token.application')}
            required
            data-autofocus
            value={values.application}
            onChange={(event) => set({ application: event.currentTarget.value })}
          />
          <EndInput values={values} set={set} zone={zone} mistakes={shown('token.expiresOn')} />
          <PermissionInputs values={values} set={set} mistakes={shown('token.tenantPermissions')} />
          <Checkbox
            label={label('token.master')}
            description={fieldText(texts, SYSTEM, 'token.master')?.help}
            checked={values.master}
            onChange={(event) => set({ master: event.currentTarget.checked })}
          />
          {present === null ? (
            <>
              <PasswordField
                label={label('token.id')}
                {...notes('token.id')}
                autoComplete="new-password"
                value={values.id}
                onChange={(event) => set({ id: event.currentTarget.value })}
              />
              <TextInput
                label={accessTokens.as}
                {...inputNotes(accessTokens.asHelp, shown('name'), SYSTEM)}
                spellCheck={false}
                value={values.as}
                onChange={(event) => set({ as: event.currentTarget.value })}
              />
            </>
          ) : null}
          {fault === null ? null : (
            <div role="alert">
              <FaultNote fault={fault} name={fault.code === 'name_taken' ? values.as : name} />
            </div>
          )}
          <Answers close={close} no={shell.cancel} flush>
            <Button type="submit" loading={busy} disabled={isUnchanged}>
              {present === null ? accessTokens.createYes : accessTokens.replaceYes}
            </Button>
          </Answers>
        </Stack>
      </form>
    </TypedDialog>
  )
}

function nameMistakes(as: string): readonly Mistake[] {
  const name = as.trim()
  return name === '' || NAME_PATTERN.test(name) ? [] : [error('name', 'invalid_name', { field: 'name' })]
}
