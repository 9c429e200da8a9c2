/** What `bench gateway` measures against: a proxy as one writes it in an hour, which puts a fixed header in. */
import { Agent, createServer, request } from 'node:http'

const [, , upstream = ''] = process.argv
const { hostname, port } = new URL(upstream)
const agent = new Agent({ keepAlive: true })

const server = createServer((incoming, outgoing) => {
  const { method, url: path, headers } = incoming
  const passed = { ...headers, host: `${hostname}:${port}`, authorization: 'Bearer fixed' }
  const asked = request({ hostname, port, agent, method, path, headers: passed }, (reply) => {
    outgoing.writeHead(reply.statusCode ?? 502, reply.headers)
    reply.pipe(outgoing)
  })
  asked.on('error', () => outgoing.destroy())
  incoming.pipe(asked)
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${JSON.stringify(server.address())}\n`))
