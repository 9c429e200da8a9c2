import { drawConnection, startDrawServer } from '../kit/draw/draw-server.ts'
import { addConnection, startAgent } from '../kit/processes/everbearer-process.ts'
import { AS_USUAL, type Home, temporaryHome } from '../kit/processes/temporary-home.ts'

/** A running agent with a memory vault, and in it a connection `bench` to the DRAW server for tests. */
export async function keptConnection(atEnd: (work: () => Promise<void>) => void): Promise<Home> {
  const home = temporaryHome({ EVERBEARER_VAULT: 'memory', ...AS_USUAL }, atEnd)
  const server = await startDrawServer({}, atEnd)
  await startAgent(home, { atEnd }).ready()
  await addConnection(home, drawConnection('bench', server.url, server.issuePair()))
  return home
}
