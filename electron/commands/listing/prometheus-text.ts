import { isVaultShut, STATES } from '../../../shared/connections/states.ts'
import type { ConnectionView } from '../../../shared/connections/view.ts'
import type { Texts } from '../../../shared/text/texts.ts'
import type { ListWithKeeper } from './listed.ts'

type Labels = Readonly<Record<string, string>>
type Sample = { readonly labels: Labels; readonly value: number }

/**
 * The text exposition format 0.0.4 of Prometheus. Times are Unix seconds. A connection that cannot be read now has no
 * samples: everbearer_vault_open says why.
 */
export function prometheusText(
  texts: Texts,
  views: readonly ConnectionView[],
  keeper: ListWithKeeper['keeper'],
): string {
  const { words } = texts
  const readable = views.filter((view) => !isVaultShut(view))
  const perConnection = (name: string, help: string, pick: (view: ConnectionView) => number | null): string =>
    family(
      `everbearer_connection_${name}`,
      help,
      readable.flatMap((view) => {
        const value = pick(view)
        return value === null ? [] : [{ labels: { name: view.name, system: view.system }, value }]
      }),
    )
  const families = [
    family('everbearer_vault_open', words.metricVault, [
      { labels: { kind: keeper.vault.kind }, value: keeper.vault.condition === 'open' ? 1 : 0 },
    ]),
    family('everbearer_keeper_info', words.metricBuild, [
      { labels: { version: keeper.version, host: keeper.host }, value: 1 },
    ]),
    family(
      'everbearer_connections',
      words.metricConnections,
      STATES.map((state) => ({ labels: { state }, value: readable.filter((view) => view.state === state).length })),
    ),
    family('everbearer_connection_state', words.metricState, readable.flatMap(statesOf)),
    perConnection('token_expiry_timestamp_seconds', words.metricExpiry, (view) => seconds(view.expiresAt)),
    perConnection('next_renewal_timestamp_seconds', words.metricRefresh, (view) => seconds(view.refreshAt)),
    perConnection('last_renewal_timestamp_seconds', words.metricRenewed, (view) =>
      seconds(view.lastRefresh?.at ?? null),
    ),
    perConnection('last_renewal_success', words.metricRenewedWell, ({ lastRefresh }) =>
      lastRefresh === null ? null : Number(lastRefresh.outcome === 'renewed'),
    ),
    perConnection('token_generation', words.metricGeneration, ({ generation }) => generation),
  ]
  return families.join('')
}

function statesOf({ name, system, state }: ConnectionView): Sample[] {
  return STATES.map((each) => ({ labels: { name, system, state: each }, value: Number(each === state) }))
}

function seconds(iso: string | null): number | null {
  return iso === null ? null : Date.parse(iso) / 1_000
}

function family(name: string, help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return ''
  const lines = samples.map(({ labels, value }) => `${name}{${labelText(labels)}} ${value}`)
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines].map((line) => `${line}\n`).join('')
}

function labelText(labels: Labels): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}="${escaped(value)}"`)
    .join(',')
}

/** Backslash, quote and line end are the three that the format escapes. */
function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
