import { isVaultShut } from '../../../shared/connections/states.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import { filled } from '../../../shared/text/sentence.ts'
import { MissingConnection } from '../../connection/missing-connection.tsx'
import { LoadingScreen } from '../../overview/loading-screen.tsx'
import { VaultBanner } from '../../shell/banners/vault-banner.tsx'
import { Screen } from '../../shell/screen.tsx'
import { usePage, usePageState } from '../../state/page-context.ts'
import { ConnectionForm } from '../connection-form.tsx'
import { RemovedMeanwhile } from './removed-meanwhile.tsx'
import { saveEdit } from './save-edit.ts'
import { useEditedView } from './use-edited-view.ts'

export function EditPage({ name, focusTokens }: { name: string; focusTokens: boolean }) {
  const { words, host, actions } = usePage()
  const isListed = usePageState((state) => state.connections !== null)
  const view = useEditedView(name)
  const isGone = usePageState(({ connections }) => connections?.every(({ id }) => id !== view?.id) === true)
  const title = filled(words.form.editTitle, { name: view?.name ?? name })
  if (!isListed) return <LoadingScreen title={title} />
  const system = view === undefined ? null : systemNamed(view.system)
  if (view === undefined || system === null) return <MissingConnection name={name} />
  // With the vault shut only the name is known; a form would show everything else as empty.
  if (isVaultShut(view)) {
    return (
      <Screen title={title}>
        <VaultBanner />
      </Screen>
    )
  }
  return (
    <Screen title={title} focusHeading={!focusTokens}>
      <VaultBanner />
      {isGone ? <RemovedMeanwhile name={view.name} /> : null}
      <ConnectionForm
        key={view.id}
        isGone={isGone}
        system={system}
        view={view}
        back={{ screen: 'connection', name: view.name }}
        focusTokens={focusTokens}
        save={async (values, opened) => {
          const saved = await saveEdit(host, view, values, opened, system)
          if (saved.ok) actions.applyView(saved.value)
          return saved
        }}
      />
    </Screen>
  )
}
