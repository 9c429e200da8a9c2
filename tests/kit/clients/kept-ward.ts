/** One connection at a server for client programs, kept by a real agent. */
import { addConnection, startAgent } from '../processes/everbearer-process.ts'
import { type Home, temporaryHome } from '../processes/temporary-home.ts'
import { type ApiServer, startApiServer } from './api-server.ts'

export async function keptWard(
  changes: Parameters<typeof startApiServer>[0] = {},
  home: Home = temporaryHome({ EVERBEARER_VAULT: 'memory' }),
) {
  const server = await startApiServer(changes)
  const agent = startAgent(home)
  await agent.ready()
  await addWard(home, server)
  return { home, server, agent }
}

export async function addWard(home: Home, server: ApiServer, name = 'ward'): Promise<void> {
  await addConnection(home, server.connection(name))
}

/** What a call that must fail was answered. */
export const failing = (call: Promise<unknown>) => call.catch((error: unknown) => error)
