/** The client for Node in a program of its own, driven line by line (client-program.ts). */
import { createInterface } from 'node:readline'
import { createEverbearer } from 'everbearer/client'

const { home, ...options } = JSON.parse(process.argv[2] ?? '{}')
const everbearer = createEverbearer({ ...options, ...(home ? { home } : {}) })

/** Without what came as null: a line of JSON has no other word for what is left out. */
const given = (all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value != null))

const calls = {
  token: (name, minTtl, resource, scope, more) =>
    everbearer.getToken(name, { ...given({ minTtl, resource, scope }), ...more }),
  connection: (name) => everbearer.connection(name),
  list: () => everbearer.connections(),
  rejected: (name, generation, resource, scope) => everbearer.rejected(name, generation, given({ resource, scope })),
  async open(name, address, body) {
    const init = body === undefined ? {} : { method: 'POST', body }
    const response = await everbearer.authorizedFetch(name, address, init)
    return { status: response.status, body: await response.text() }
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, call, words } = JSON.parse(line)
  calls[call](...words).then(
    (value) => console.log(JSON.stringify({ id, value })),
    (error) => console.log(JSON.stringify({ id, error: { ...error, message: String(error.message) } })),
  )
}
everbearer.close()
