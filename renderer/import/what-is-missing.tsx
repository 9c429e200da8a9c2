import { Button, Select, Stack, TextInput } from '@mantine/core'
import type { SyntheticEvent } from 'react'
import type { PlannedImport } from '../../shared/import-export/planned-import.ts'
import { SYSTEMS } from '../../shared/systems/registry.ts'
import { Card } from '../shell/card.tsx'
import { PasswordField } from '../shell/password-field.tsx'
import { usePage } from '../state/page-context.ts'
import { type Import, OPENABLE } from './use-import.ts'

function isAboutName({ mistakes }: PlannedImport): boolean {
  return mistakes.some(({ field, level }) => field === 'name' && level === 'error')
}

/** What the file does not say itself: how to open it, which system it is for, what to call it. */
export function WhatIsMissing({ given }: { given: Import }) {
  const { words, texts } = usePage()
  const { importExport } = words
  const { typed, setTyped, plan, fault, busy } = given
  const sealed = fault !== null && OPENABLE.includes(fault.code)
  const only = plan?.entries.length === 1 ? plan.entries[0] : undefined
  const wantsSystem = plan?.entries.some(({ mistakes }) => mistakes.some(({ code }) => code === 'import_system_needed'))
  const nameOpen = only !== undefined && (typed.name !== '' || only.suggested || isAboutName(only))
  if (!sealed && !nameOpen && wantsSystem !== true) return null

  function lookAgain(event: SyntheticEvent): void {
    event.preventDefault()
    void given.look(typed)
  }

  return (
    <Card title={sealed ? importExport.sealed : importExport.leftOpen}>
      <Stack component="form" gap={14} onSubmit={lookAgain}>
        {sealed ? (
          <PasswordField
            label={importExport.passphrase}
            value={typed.key}
            autoComplete="off"
            onChange={({ currentTarget: { value } }) => setTyped((now) => ({ ...now, key: value }))}
          />
        ) : null}
        {wantsSystem === true || typed.system !== '' ? (
          <Select
            label={importExport.system}
            data={SYSTEMS.map(({ id, title }) => ({ value: id, label: texts.systems[id]?.title ?? title }))}
            value={typed.system === '' ? null : typed.system}
            onChange={(system) => void given.look({ ...typed, system: system ?? '' })}
          />
        ) : null}
        {!nameOpen || wantsSystem === true ? null : (
          <TextInput
            label={importExport.name}
            description={importExport.nameHelp}
            placeholder={only?.name}
            value={typed.name}
            onChange={({ currentTarget: { value } }) => setTyped((now) => ({ ...now, name: value.trim() }))}
          />
        )}
        {wantsSystem === true && !sealed ? null : (
          <div>
            <Button type="submit" variant="default" loading={busy}>
              {sealed ? importExport.open : importExport.look}
            </Button>
          </div>
        )}
      </Stack>
    </Card>
  )
}
