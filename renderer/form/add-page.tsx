import { Button } from '@mantine/core'
import { useState } from 'react'
import { SYSTEMS, systemNamed } from '../../shared/systems/registry.ts'
import { addressOf } from '../routes/route.ts'
import { goTo } from '../routes/router.ts'
import { VaultBanner } from '../shell/banners/vault-banner.tsx'
import { Screen } from '../shell/screen.tsx'
import { usePage } from '../state/page-context.ts'
import { ConnectionForm } from './connection-form.tsx'
import { entryOf } from './form-values.ts'
import { SystemChoice } from './inputs/system-choice.tsx'

export function AddPage() {
  const { words, host, actions } = usePage()
  const [id, choose] = useState(SYSTEMS[0]?.id ?? '')
  const system = systemNamed(id)
  if (system === null) return null
  return (
    <Screen
      title={words.form.addTitle}
      actions={
        <Button component="a" href={addressOf({ screen: 'import' })} variant="default">
          {words.moving.importOpen}
        </Button>
      }
    >
      <VaultBanner />
      <SystemChoice chosen={id} choose={choose} />
      <ConnectionForm
        key={id}
        system={system}
        view={null}
        back={{ screen: 'overview' }}
        focusTokens={false}
        save={async (values) => {
          const reply = await host.call('connections.add', { entry: entryOf(values, system, 'new') })
          if (!reply.ok) return reply.fault
          actions.know(reply.value.view)
          goTo({ screen: 'connection', name: reply.value.view.name })
          return null
        }}
      />
    </Screen>
  )
}
