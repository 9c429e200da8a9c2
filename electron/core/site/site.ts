import type { Network } from '../../../shared/connections/network.ts'
import { type Fault, fault, faultOf, raise } from '../../../shared/fault.ts'
import { differingFields, fieldsOf } from '../../../shared/site/setting-fields.ts'
import { judgeSettings } from '../../../shared/site/site-file.ts'
import type { SiteSettings } from '../../../shared/site/site-settings.ts'
import { systemNamed } from '../../../shared/systems/registry.ts'
import type { Settings } from '../../../shared/systems/system.ts'
import type { Cancel, Certificates, Clock, SiteFiles } from '../ports.ts'

/** What the site's administrator has laid down, as it is now. */
export type Site = ReturnType<typeof createSite>

export type SiteContext = {
  readonly clock: Clock
  readonly certificates: Pick<Certificates, 'authorities'>
  readonly siteFiles: SiteFiles
}

export function createSite({ clock, certificates, siteFiles }: SiteContext) {
  let current = read()

  function read() {
    const settings = siteFiles.settings()
    const { authorities, faults } = authoritiesOf(settings, certificates)
    const { proxy } = settings
    const network = { proxy: proxy && { ...proxy, user: '', password: null }, authorities }
    return { settings, network, faults: [...settings.faults, ...faults] }
  }

  /** Raises site_unread {file} while nobody knows what the site keeps from being changed; so do the others that begin with `assert`. */
  function assertRead(): void {
    const { unreadablePath } = current.settings
    if (unreadablePath !== null) raise('site_unread', { file: unreadablePath })
  }

  /** Of the connection of this name, where the site has set it up. */
  const managed = (name: string) => current.settings.connections.get(name) ?? null

  return {
    settings: (): SiteSettings => current.settings,
    managed,
    /** How calls travel where the site says so, before what was set here. */
    network(own: Network | null): Network | null {
      const { proxy, authorities } = current.network
      if (proxy === null && authorities === null) return own
      return {
        proxy: proxy ?? own?.proxy ?? null,
        authorities: authorities ?? own?.authorities ?? null,
        client: own?.client ?? null,
      }
    },
    /** Of files that are not obeyed, and of what in the others cannot be used. */
    faults: (): readonly Fault[] => current.faults,
    subscribe: (changed: () => void): Cancel =>
      siteFiles.subscribe(() => {
        current = read()
        changed()
      }),
    assertRead,
    /** Raises managed_field {field, name}: the first of the site's settings that would become another than it wants. */
    assertFree(name: string, before: Settings, after: Settings): void {
      if (differingFields(fieldsOf(before, after), before, after).length > 0) assertRead()
      const set = managed(name)
      const system = set === null ? null : systemNamed(set.system)
      if (set === null || system === null) return
      const wanted = judgeSettings(system, set.settings, clock.now())
      // Where its secrets could not go along, a person may enter them for the place that the site wants.
      const strays = differingFields(set.locked, wanted, after)
      const [field] = differingFields(strays, before, after)
      if (field !== undefined) raise('managed_field', { field, name })
    },
    /** Raises managed_connection {name}: it is there, under this name, for as long as the site wants it. */
    assertOwn(name: string): void {
      assertRead()
      if (managed(name) !== null) raise('managed_connection', { name })
    },
    /** Raises managed_network where the site says how calls travel. */
    assertOwnNetwork(): void {
      assertRead()
      const { proxy, authorities } = current.network
      if (proxy !== null || authorities !== null) raise('managed_network')
    },
  }
}

/** Certificates that cannot be read leave the others as they are: calls then fail at their server, and this says why. */
function authoritiesOf({ authorities: pem, files }: SiteSettings, certificates: SiteContext['certificates']) {
  if (pem === null) return { authorities: null, faults: [] }
  try {
    return { authorities: certificates.authorities(pem), faults: [] }
  } catch (thrown) {
    const why = faultOf(thrown).code
    return {
      authorities: null,
      faults: [fault('site_file_broken', { file: files.join(', '), where: 'authorities', why })],
    }
  }
}
