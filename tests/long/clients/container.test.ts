/**
 * What a container sees of a workstation: from a network namespace of its own, with a bridge between the two and nothing
 * else, programs with a key get tokens, and upload as the DRAW client does. Whoever comes otherwise gets nothing.
 */
import { execFile, execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { LANGUAGES, startClient } from '../../kit/clients/client-program.ts'
import { newKey } from '../../kit/clients/consumer-port.ts'
import { failing } from '../../kit/clients/kept-ward.ts'
import { drawConnection, startDrawServer } from '../../kit/draw/draw-server.ts'
import { type OwnNetwork, ownNetwork } from '../../kit/network/own-network.ts'
import { addConnection, done, startAgent } from '../../kit/processes/everbearer-process.ts'
import { environmentOf, type Home, temporaryHome } from '../../kit/processes/temporary-home.ts'

const network = ownNetwork(['box'])
const PORT = 4711
/** Of the workstation too, and no bridge. */
const OTHER_ADDRESS = '10.214.0.1'

function theNetwork(): OwnNetwork {
  if ('why' in network) throw new Error(network.why)
  return network
}

/** The workstation, and a home for the container's programs in which nothing of it is. */
async function workstationWithBox() {
  const { hub, at, doorTo } = theNetwork()
  const box = at('box')
  const workstation: Home = { ...temporaryHome({ EVERBEARER_VAULT: 'memory' }), through: hub.through }
  const server = await startDrawServer()
  await startAgent(workstation).ready()
  const { settings, ...entry } = drawConnection('draw-ward-3', await doorTo(server.url), server.issuePair())
  await addConnection(workstation, { ...entry, settings: { ...settings, allowHttp: true } })
  await done(workstation, ['settings', 'set', 'consumers.port', String(PORT)])
  const key = await newKey(workstation, 'uploader', 'draw-ward-3')
  const inBox = temporaryHome()
  const hosts = join(inBox.base, 'hosts')
  writeFileSync(hosts, `127.0.0.1 localhost\n${hub.address} host.docker.internal\n`)
  // As an engine makes it: a container's own file of hosts.
  const through = [...box.through, 'unshare', '-m', 'sh', '-c', `mount --bind ${hosts} /etc/hosts && exec "$@"`, 'sh']
  return { server, workstation, key, bridge: hub.address, box: { ...inBox, through } }
}

/** The status, and what came with it; 0 where nobody was reached. */
function curl(home: Home, words: readonly string[]): Promise<{ readonly status: number; readonly text: string }> {
  const all = ['-s', '--max-time', '10', '-w', '\n%{http_code}', ...words]
  const [program = 'curl', ...more] = [...(home.through ?? []), 'curl', ...all]
  return new Promise((resolve) => {
    execFile(program, more, { env: environmentOf(home) }, (_trouble, out) => {
      const at = out.lastIndexOf('\n')
      resolve({ status: Number(out.slice(at + 1)), text: out.slice(0, at) })
    })
  })
}

describe.skipIf('why' in network)('a container behind a bridge', () => {
  it('gets tokens and passes its calls through, by the bridge’s address and by the engine’s name for it', async () => {
    const { server, workstation, key, bridge, box } = await workstationWithBox()
    const auth = ['-H', `Authorization: Bearer ${key}`]
    const url = `http://${bridge}:${PORT}`
    expect(await curl(box, [...auth, `${url}/v1/connections`])).toMatchObject({ status: 0 })
    await done(workstation, ['settings', 'set', 'consumers.bridge', bridge])

    for (const host of [bridge, 'host.docker.internal']) {
      const told = await curl(box, [...auth, `http://${host}:${PORT}/v1/connections/draw-ward-3/token`])
      expect(told).toMatchObject({ status: 200, text: expect.stringContaining('"token_type":"Bearer"') })
    }
    const zip = join(box.base, 'series.zip')
    writeFileSync(zip, Buffer.alloc(200_000))
    const upload = await curl(box, [...auth, '-F', `file=@${zip}`, `${url}/g/draw-ward-3/api/upload/`])
    expect([upload.status, upload.text]).toEqual([expect.any(Number), expect.stringContaining('task_id')])

    for (const language of LANGUAGES) {
      const env = { EVERBEARER_URL: url, EVERBEARER_KEY: key }
      const unnamed = startClient(language, box, { env })
      expect(await failing(unnamed.call('token', 'draw-ward-3'))).toMatchObject({ code: 'key_in_the_clear' })
      const program = startClient(language, box, { env: { ...env, EVERBEARER_BRIDGE: bridge } })
      expect(await program.call('token', 'draw-ward-3')).toMatchObject({ name: 'draw-ward-3', tokenType: 'Bearer' })
      expect(await program.call('open', 'draw-ward-3', '/api/health/')).toMatchObject({ status: 200 })
      const byName = { ...env, EVERBEARER_URL: `http://host.docker.internal:${PORT}` }
      const named = startClient(language, box, { env: byName })
      expect(await named.call('connection', 'draw-ward-3')).toMatchObject({ state: 'valid' })
    }
    expect(server.record.usesRefused).toEqual([])
  })

  it('is refused under another name, at another address, from a page, and without a key', async () => {
    const { server, workstation, key, bridge, box } = await workstationWithBox()
    await done(workstation, ['settings', 'set', 'consumers.bridge', bridge])
    const [ip, ...words] = [...theNetwork().hub.through, 'ip', 'addr', 'add', `${OTHER_ADDRESS}/32`, 'dev', 'lo']
    execFileSync(ip ?? '', words)
    const [route, ...way] = [...theNetwork().at('box').through, 'ip', 'route', 'add', OTHER_ADDRESS, 'via', bridge]
    execFileSync(route ?? '', way)

    const key1 = ['-H', `Authorization: Bearer ${key}`]
    const places = ['/v1/connections/draw-ward-3/token', '/g/draw-ward-3/api/health/']
    const refused = async (more: readonly string[], at = bridge) => {
      const answers = await Promise.all(places.map((place) => curl(box, [...more, `http://${at}:${PORT}${place}`])))
      return answers.map(({ status, text }) => `${status} ${/"code": ?"(\w+)"/.exec(text)?.[1] ?? ''}`)
    }
    expect(await refused(key1)).toEqual(['200 ', '200 '])
    for (const host of ['127.0.0.1:4711', 'localhost:4711', 'rebound.example:4711', `${bridge}:80`, OTHER_ADDRESS, ''])
      expect([host, await refused([...key1, '-H', `Host: ${host}`])]).toEqual([
        host,
        ['403 request_refused', '403 request_refused'],
      ])
    for (const header of ['Origin: http://rebound.example', 'Origin: null', 'Sec-Fetch-Site: cross-site'])
      expect([header, await refused([...key1, '-H', header])]).toEqual([
        header,
        ['403 request_refused', '403 request_refused'],
      ])
    const unknown = ['401 consumer_key_unknown', '401 consumer_key_unknown']
    expect(await refused([])).toEqual(unknown)
    expect(await refused(['-H', `Authorization: Bearer evb_${'0'.repeat(80)}`])).toEqual(unknown)
    expect(await refused(key1, OTHER_ADDRESS)).toEqual(['0 ', '0 '])
    const noBridge = await done(workstation, ['settings', 'set', 'consumers.bridge', OTHER_ADDRESS])
    expect(noBridge).toContain('no address of a bridge')
    expect(await refused(key1, OTHER_ADDRESS)).toEqual(['0 ', '0 '])
    const seen = server.record.accessIssued.length
    await done(workstation, ['settings', 'set', 'consumers.bridge', 'none'])
    expect(await refused(key1)).toEqual(['0 ', '0 '])
    expect(server.record.accessIssued.length).toBe(seen)
  })
})
