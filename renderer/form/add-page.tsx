import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { SYSTEMS, systemNamed } from '../../shared/systems/registry.ts'
import { fieldLabel, filled } from '../../shared/text/sentence.ts'
import { askFirst } from '../leaving/unsaved.ts'
import { addressOf } from '../routes/route.ts'
import { Banner } from '../shell/banners/banner.tsx'
import { VaultBanner } from '../shell/banners/vault-banner.tsx'
import { Screen } from '../shell/screen.tsx'
import { usePage } from '../state/page-context.ts'
import { ConnectionForm } from './connection-form.tsx'
import { entryOf } from './form-values.ts'
import { forgetDraft, type HandedDraft, handedDraft } from './handed-draft.ts'
import { SystemChoice } from './inputs/system-choice.tsx'

/** `like`: the name of a connection whose settings are filled in; its secrets stay where they are. */
export function AddPage({ like }: { like?: string }) {
  const { words, host, actions, store } = usePage()
  // As it was when this form was opened: a renewal meanwhile is nothing to it.
  const [model] = useState(() => store.get().connections?.find(({ name }) => name === like) ?? null)
  const [draft] = useState(handedDraft)
  useEffect(forgetDraft, [])
  const [id, choose] = useState(model?.system ?? draft?.system ?? SYSTEMS[0]?.id ?? '')
  const system = systemNamed(id)
  if (system === null) return null
  return (
    <Screen
      title={model === null ? words.form.addTitle : filled(words.form.addLike, { name: model.name })}
      actions={
        <Button component="a" href={addressOf({ screen: 'import' })} variant="default">
          {words.importExport.importOpen}
        </Button>
      }
    >
      <VaultBanner />
      {draft === null || draft.sealed.length === 0 ? null : <SealedNote draft={draft} />}
      <SystemChoice chosen={id} choose={(next) => askFirst(() => choose(next))} />
      <ConnectionForm
        key={id}
        system={system}
        view={null}
        like={model?.system === id ? model : null}
        begun={draft?.system === id ? draft.fields : []}
        back={{ screen: 'overview' }}
        focusTokens={false}
        save={async (values) => {
          const reply = await host.call('connections.add', {
            entry: { ...entryOf(values, system, 'new'), ...(model === null ? {} : { tags: model.tags }) },
          })
          if (!reply.ok) return reply
          actions.applyView(reply.value.view)
          return { ok: true, value: reply.value.view }
        }}
      />
    </Screen>
  )
}

/** Else somebody waits for what cannot come, or takes the file for one without secrets. */
function SealedNote({ draft: { system, sealed } }: { draft: HandedDraft }) {
  const { words, texts } = usePage()
  const fields = sealed.map((field) => fieldLabel(texts, field, system)).join(', ')
  return (
    <Banner tone="sky" title={filled(words.importExport.sealedLeft, { fields })}>
      {words.importExport.sealedLeftNext}
    </Banner>
  )
}
