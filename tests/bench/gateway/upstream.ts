/**
 * The server behind: a small answer, a gibibyte down and up, a renewal that waits, and a thousand requests that are held.
 * What waits goes on with `POST /release`, and `GET /waiting` tells how many do.
 */
import { createServer, type ServerResponse } from 'node:http'

const SMALL = JSON.stringify({ status: 'healthy', details: 'x'.repeat(200) })
const PIECE = Buffer.alloc(1_048_576, 'a')
const PIECES = 1_024

const held: ServerResponse[] = []
const renewing: ServerResponse[] = []
let renewals = 0

const server = createServer((incoming, outgoing) => {
  const { url = '' } = incoming
  if (url === '/held') return void held.push(outgoing)
  if (url === '/waiting')
    return void outgoing.end(JSON.stringify({ held: held.length, renewing: renewing.length, renewals }))
  if (url === '/token') {
    renewals += 1
    return void renewing.push(outgoing)
  }
  const token = { access_token: `access-${renewals}`, token_type: 'Bearer', expires_in: 3_600 }
  if (url === '/token-now')
    return void outgoing.setHeader('content-type', 'application/json').end(JSON.stringify(token))
  if (url === '/release') {
    for (const each of renewing.splice(0)) each.setHeader('content-type', 'application/json').end(JSON.stringify(token))
    for (const each of held.splice(0)) each.end(SMALL)
    return void outgoing.end('{}')
  }
  if (url === '/large' && incoming.method === 'GET') return void sendLarge(outgoing)
  incoming.resume().on('end', () => outgoing.setHeader('content-type', 'application/json').end(SMALL))
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify(server.address())}\n`))

function sendLarge(outgoing: ServerResponse): void {
  outgoing.setHeader('content-length', PIECE.length * PIECES)
  let left = PIECES
  const more = (): void => {
    while (left > 0) {
      left -= 1
      if (!outgoing.write(PIECE) && left > 0) return void outgoing.once('drain', more)
    }
    outgoing.end()
  }
  more()
}
