import type { AccessToken } from '../../shared/api/contract/access-tokens.ts'
import { Secret } from '../../shared/secret.ts'
import type { CrafterToken } from '../../shared/systems/crafter/access-tokens.ts'
import { readCrafterDraft } from '../../shared/systems/crafter/draft.ts'
import type { Mistake } from '../../shared/systems/system.ts'
import { isoUtc } from '../../shared/time/instant.ts'
import { isDay, lastMomentOf } from '../../shared/time/last-moment.ts'
import { offsetMinutes, wallTime } from '../form/inputs/zoned-moment.ts'

/** The values of an access token's form. */
export type TokenValues = {
  readonly id: string
  readonly application: string
  readonly master: boolean
  /** `2027-03-01`; valid to the end of that day. */
  readonly day: string
  readonly endless: boolean
  readonly permissions: readonly PermissionValues[]
  readonly as: string
}

export type PermissionValues = { readonly key: number; readonly tenant: string; readonly actions: readonly string[] }

/** The defaults of the server's console for a new tenant (docs/systems/crafter.md 1). */
export const DEFAULT_ACTIONS = ['READ_TENANT', 'MANAGE_PROFILES', 'MANAGE_TICKETS']

export function tokenValues(present: AccessToken | null, zone: string): TokenValues {
  const end = present?.expiresOn ?? null
  return {
    id: '',
    application: present?.application ?? '',
    master: present?.master ?? false,
    day: end === null ? '' : wallTime(Date.parse(end), zone).slice(0, 10),
    endless: present !== null && end === null,
    permissions: (present?.tenantPermissions ?? []).map(({ tenant, allowedActions }, key) => ({
      key,
      tenant,
      actions: allowedActions,
    })),
    as: '',
  }
}

/** UTC ms of the day's last moment in this zone; null while none is chosen. */
export function endOf({ day, endless }: TokenValues, zone: string): number | null {
  return endless || !isDay(day) ? null : lastMomentOf(day, (at) => offsetMinutes(at, zone))
}

/** What is sent; for an existing token only what was changed. */
export function tokenEntry(values: TokenValues, present: AccessToken | null, zone: string): Record<string, unknown> {
  const entry = entryOf(values, zone)
  if (present === null) return { ...entry, ...(values.id === '' ? {} : { id: values.id }) }
  const before = entryOf(tokenValues(present, zone), zone)
  return Object.fromEntries(
    Object.entries(entry).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
  )
}

function entryOf(values: TokenValues, zone: string): Record<string, unknown> {
  const { application, master, endless, permissions } = values
  const end = endOf(values, zone)
  return {
    application,
    master,
    expiresOn: endless ? null : end === null ? '' : isoUtc(end),
    tenantPermissions: permissions.map(({ tenant, actions }) => ({ tenant, allowedActions: actions })),
  }
}

/** The keeper's own rules, applied while typing. */
export function tokenMistakes(
  values: TokenValues,
  present: AccessToken | null,
  { now, zone }: { readonly now: number; readonly zone: string },
): readonly Mistake[] {
  const facts = { now, offsetMinutes: (at: number) => offsetMinutes(at, zone), present: present && withoutId(present) }
  return readCrafterDraft(tokenEntry(values, present, zone), facts).mistakes
}

/** Without the ID, which cannot be changed and never comes to the page. */
function withoutId({ application, master, expiresOn, tenantPermissions }: AccessToken): CrafterToken {
  const end = expiresOn === null ? null : Date.parse(expiresOn)
  return { id: new Secret(''), application, master, expiresOn: end, tenantPermissions }
}
