import { Button, Stack, Textarea } from '@mantine/core'
import { type ChangeEvent, type ClipboardEvent, useEffect, useRef } from 'react'
import type { PlannedImport } from '../../shared/import-export/planned-import.ts'
import { systemNamed } from '../../shared/systems/registry.ts'
import { filled } from '../../shared/text/sentence.ts'
import formStyles from '../form/form.module.css'
import { handDraft } from '../form/handed-draft.ts'
import { LeaveGuard } from '../leaving/leave-guard.tsx'
import { askFirst } from '../leaving/unsaved.ts'
import { goTo } from '../routes/router.ts'
import { VaultBanner } from '../shell/banners/vault-banner.tsx'
import { Card } from '../shell/card.tsx'
import { FaultNote } from '../shell/fault-note.tsx'
import { Screen } from '../shell/screen.tsx'
import { usePage, usePageState } from '../state/page-context.ts'
import { type Given, givenOf, takeDropped, watchDropped } from './dropped-file.ts'
import styles from './import.module.css'
import { PlannedCard } from './planned-card.tsx'
import { type Import, isAllHere, isToAskAgain, useImport } from './use-import.ts'
import { WhatIsMissing } from './what-is-missing.tsx'

/** Connections out of a file: first what would change, and only then the change. */
export function ImportPage() {
  const { words } = usePage()
  const { importExport } = words
  const given = useImport()
  const { plan, fault, doubt, busy } = given
  useDropped(given.beginFile)
  const names = usePageState(({ connections }) => connections)?.map(({ name }) => name) ?? []

  /** The others of a file stay behind. */
  function leaveFor(entry: PlannedImport): void {
    const others = plan?.entries.filter((each) => each !== entry) ?? []
    const go = (): void => given.leaveBy(() => fillIn(entry, given))
    if (isAllHere({ entries: others })) go()
    else askFirst(go)
  }

  return (
    <Screen title={importExport.title}>
      <div className={styles.column}>
        <VaultBanner />
        <Source given={given} />
        {fault === null ? null : <FaultNote fault={fault} />}
        {isToAskAgain(given) ? (
          <div>
            <Button loading={busy} onClick={() => void given.look(given.typed)}>
              {importExport.look}
            </Button>
          </div>
        ) : null}
        {doubt === null ? null : <FaultNote fault={doubt} />}
        <WhatIsMissing given={given} />
        {plan?.leftOut.map((each) => (
          <FaultNote key={each.code} fault={each} />
        ))}
        {refusedFirst(plan?.entries ?? []).map((entry, index) => (
          // Two entries of a file may have one name; the second one is refused and shown all the same.
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is made anew as a whole
          <PlannedCard key={index} entry={entry} fillIn={canFillIn(entry, names) ? () => leaveFor(entry) : null} />
        ))}
        <TakeBar given={given} />
      </div>
      <LeaveGuard active={given.isUnsaved} saving={given.isTaking} />
    </Screen>
  )
}

/** Stays in sight however long the list above it is: how far it is, what would come of it, and the button. */
function TakeBar({ given: { plan, progress, busy, isShown, take } }: { given: Import }) {
  const { importExport } = usePage().words
  const count = (action: PlannedImport['action']): number =>
    plan?.entries.filter((entry) => entry.action === action).length ?? 0
  const said = (['add', 'change', 'same', 'refused'] as const).flatMap((action) =>
    count(action) === 0 ? [] : `${count(action)} ${importExport[action]}`,
  )
  const worth = count('add') + count('change')
  return (
    <div className={styles.bar}>
      {worth === 0 ? null : (
        <Button loading={busy} disabled={!isShown} onClick={() => void take()}>
          {filled(importExport.take, { count: worth })}
        </Button>
      )}
      <p role="status">
        {progress === null ? (said.length > 1 ? said.join(' · ') : null) : filled(importExport.progress, progress)}
      </p>
    </div>
  )
}

/** Of three hundred the two that cannot be taken are what one looks for. */
function refusedFirst(entries: readonly PlannedImport[]): readonly PlannedImport[] {
  return entries.toSorted((one, other) => Number(other.action === 'refused') - Number(one.action === 'refused'))
}

/** A new one that lacks something, or has something wrong, goes on in the form, where each field says what belongs there. */
function canFillIn({ action, system, changes, name }: PlannedImport, names: readonly string[]): boolean {
  return action === 'refused' && systemNamed(system) !== null && changes.length > 0 && !names.includes(name)
}

function fillIn(planned: PlannedImport, { secretsOf }: Import): void {
  const { name, system, changes } = planned
  const secrets = secretsOf(planned)
  const isHere = (secret: string): boolean => secrets.some(({ field }) => field === secret)
  const sealed = planned.secrets.filter(({ change }) => change === 'new').map((each) => `secrets.${each.name}`)
  const settings = changes.flatMap(({ field, to }) => (to === null ? [] : [{ field, value: to }]))
  handDraft({
    system,
    fields: [{ field: 'name', value: name }, ...settings, ...secrets],
    sealed: sealed.filter((secret) => !isHere(secret)),
  })
  goTo({ screen: 'add' })
}

/** What was dragged onto the window, before this page or while it is shown. */
function useDropped(begin: (file: Given) => Promise<void>): void {
  const latest = useRef(begin)
  latest.current = begin
  useEffect(() => {
    const take = (): void => {
      const dropped = takeDropped()
      if (dropped !== null) void latest.current(dropped)
    }
    take()
    return watchDropped(take)
  }, [])
}

/** A file, or its text; either may hold secrets, so it never stands readable on the screen. */
function Source({ given }: { given: Import }) {
  const { importExport } = usePage().words
  const picker = useRef<HTMLInputElement>(null)

  async function takeFile(event: ChangeEvent<HTMLInputElement>): Promise<void> {
    const file = await givenOf(event.currentTarget.files ?? [])
    // Cleared, so that the same file can be chosen again once it was corrected.
    if (picker.current !== null) picker.current.value = ''
    if (file !== null) await given.beginFile(file)
  }

  function takePaste(event: ClipboardEvent): void {
    event.preventDefault()
    const text = event.clipboardData.getData('text')
    if (text !== '') void given.paste(text)
  }

  return (
    <Card title={importExport.choose}>
      <Stack gap={14}>
        <p>{importExport.say}</p>
        <div>
          <input
            ref={picker}
            type="file"
            hidden
            aria-label={importExport.choose}
            onChange={(event) => void takeFile(event)}
          />
          <Button
            variant="default"
            loading={given.busy && !given.isTaking}
            disabled={given.isTaking}
            onClick={() => picker.current?.click()}
          >
            {importExport.choose}
          </Button>
        </div>
        <Textarea
          label={importExport.paste}
          classNames={{ input: formStyles.masked ?? '' }}
          rows={2}
          value=""
          readOnly
          autoComplete="off"
          onPaste={takePaste}
        />
      </Stack>
    </Card>
  )
}
