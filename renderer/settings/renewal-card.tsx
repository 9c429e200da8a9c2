import { Button, Group, Stack, Switch, TextInput } from '@mantine/core'
import { type SyntheticEvent, useState } from 'react'
import type { Preferences } from '../../shared/api/contract/contract.ts'
import { JOURNAL_ENTRIES } from '../../shared/preferences/journal-entries.ts'
import { sayRange } from '../../shared/text/counted.ts'
import { faultSentence, filled } from '../../shared/text/sentence.ts'
import { Card } from '../shell/card.tsx'
import { usePage } from '../state/page-context.ts'
import { usePreferences } from './use-preferences.ts'

export function RenewalCard() {
  const { words, texts } = usePage()
  const { settings } = words
  const { preferences, faultOf, set } = usePreferences()
  const [typed, setTyped] = useState<string | null>(null)
  if (preferences === null) return null
  const { least, most } = JOURNAL_ENTRIES
  const errorOf = (key: keyof Preferences): string | false => {
    const fault = faultOf(key)
    return fault === null ? false : faultSentence(texts, fault)
  }
  const shown = typed ?? String(preferences.journalEntries)

  async function save(event: SyntheticEvent): Promise<void> {
    event.preventDefault()
    if (await set('journalEntries', shown.trim())) setTyped(null)
  }

  return (
    <Card title={settings.renewal}>
      <Stack gap={14}>
        <Switch
          label={settings.background}
          description={settings.backgroundHelp}
          error={errorOf('backgroundRenewal')}
          checked={preferences.backgroundRenewal}
          onChange={(event) => void set('backgroundRenewal', String(event.currentTarget.checked))}
        />
        <form onSubmit={(event) => void save(event)}>
          <Group gap={10} align="flex-end">
            <TextInput
              label={settings.journalEntries}
              description={filled(settings.journalEntriesHelp, { range: sayRange(words.shell.language, least, most) })}
              error={errorOf('journalEntries')}
              inputMode="numeric"
              value={shown}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" disabled={shown === String(preferences.journalEntries)}>
              {settings.save}
            </Button>
          </Group>
        </form>
      </Stack>
    </Card>
  )
}
