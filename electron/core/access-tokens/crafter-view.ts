import type { AccessToken } from '../../../shared/api/contract/access-tokens.ts'
import type { Secret } from '../../../shared/secret.ts'
import type { CrafterToken } from '../../../shared/systems/crafter/access-tokens.ts'
import { crafter } from '../../../shared/systems/crafter/crafter.ts'
import { wellKnownApplication } from '../../../shared/systems/crafter/mistakes.ts'
import { serverFact } from '../../../shared/systems/server-fact.ts'
import { isoUtcOrNull } from '../../../shared/time/instant.ts'
import type { ConnectionRecord } from '../connections/connection-record.ts'
import type { Connections } from '../connections/connections.ts'
import type { Digest } from '../ports.ts'

const HANDLE_LENGTH = 12
const TAIL_LENGTH = 4

/** Shows tokens without their IDs, for one connection and the token that it asks with. */
export function tokenShower(
  { connections, digest }: { readonly connections: Connections; readonly digest: Digest },
  connection: string,
  own: Secret,
): { handleOf(id: Secret): string; show(token: CrafterToken): Promise<AccessToken> } {
  // Salted with the master token: an ID that somebody thought up cannot be found by trying words.
  const handleOf = (id: Secret): string =>
    digest(`${connection}\n${own.reveal()}\n${id.reveal()}`).slice(0, HANDLE_LENGTH)
  return {
    handleOf,
    async show(token) {
      const { id, application, master, expiresOn, tenantPermissions, odd } = token
      return {
        handle: handleOf(id),
        tail: tailOf(id),
        application: serverFact(application),
        master,
        expiresOn: isoUtcOrNull(expiresOn),
        tenantPermissions: tenantPermissions.map(({ tenant, allowedActions }) => ({
          tenant: serverFact(tenant),
          allowedActions: allowedActions.map(serverFact),
        })),
        ...(odd === undefined ? {} : { odd: [...odd] }),
        itself: id.equals(own),
        wellKnown: wellKnownApplication(id.reveal()),
        usedBy: (await usersOf(connections, token)).map(({ name }) => name),
      }
    },
  }
}

/** The last characters tell tokens apart; of a short ID they would tell too much. */
function tailOf(id: Secret): string {
  const text = id.reveal()
  const length = Math.min(TAIL_LENGTH, Math.floor(text.length / 3))
  return serverFact(text.slice(text.length - length))
}

/** The connections here that show this token; one that cannot be read now is not known to. */
export async function usersOf(connections: Connections, { id }: Pick<CrafterToken, 'id'>): Promise<ConnectionRecord[]> {
  const users: ConnectionRecord[] = []
  for (const record of connections.all()) {
    if (record.system !== crafter.id || record.gone) continue
    const connection = await connections.load(record).catch(() => null)
    if (connection?.tokens?.accessToken?.equals(id) === true) users.push(record)
  }
  return users
}
