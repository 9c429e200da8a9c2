import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http'
import { createServer, type Server, Socket } from 'node:net'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { describe, expect, it, onTestFinished, test } from 'vitest'
import { nodeClock } from '../../../../electron/adapters/node/clock.ts'
import { connectKeeper } from '../../../../electron/adapters/node/keeper-socket/keeper-client.ts'
import { dialSocket } from '../../../../electron/adapters/node/keeper-socket/keeper-dial.ts'
import {
  newPipe,
  provenToClient,
  readPipe,
  writePipe,
} from '../../../../electron/adapters/node/keeper-socket/pipe-key.ts'
import { socketPath } from '../../../../electron/adapters/node/keeper-socket/socket-address.ts'
import { listenAt, listenOnPipe } from '../../../../electron/adapters/node/keeper-socket/socket-listener.ts'
import { nodeRandom } from '../../../../electron/adapters/node/random.ts'
import { createSocketDoor } from '../../../../electron/doors/socket/socket.ts'
import { keeperServer } from '../../../../electron/hosting/keeper-server.ts'
import { fault, faultOf } from '../../../../shared/fault.ts'
import { handClock } from '../../../kit/hand-clock.ts'
import { keeperStandIn } from '../../../kit/keeper-stand-in.ts'
import { playedKeeper } from '../../../kit/played-keeper.ts'
import { temporaryFolder } from '../../../kit/processes/temporary-folder.ts'
import { until } from '../../../kit/processes/until.ts'

/** Anything that listens at a path. */
async function listening(path: string, accept: (socket: Socket) => void): Promise<Server> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}))
    accept(socket)
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return server
}

/** The real keeper's door. */
function keepingServer(): HttpServer {
  const self = { version: '1.2.3', host: 'agent', pid: 4711 }
  const { keeper } = keeperStandIn()
  const parts = { keeper: Promise.resolve(keeper), clock: nodeClock, random: nodeRandom, openApi: async () => '{}' }
  return keeperServer(createSocketDoor({ ...parts, self }))
}

/** Takes connections and cuts them. */
function deafServer(): HttpServer {
  return createHttpServer().on('connection', (socket) => void socket.destroy())
}

const connect = (stateFolder: string, more = {}) =>
  connectKeeper({ stateFolder, version: '1.2.3', clock: nodeClock, pipes: false, ...more })

describe('a queue that is full', () => {
  it('of many who come at once is no keeper that stands still', async () => {
    const folder = temporaryFolder()
    const server = createServer((socket) => void socket.on('error', () => {}))
    await new Promise<void>((resolve) => server.listen({ path: join(folder, 'keeper.sock'), backlog: 1 }, resolve))
    // All of these are dialled before the server takes the first.
    const dialled = await Promise.all(Array.from({ length: 20 }, () => dialSocket(folder, false)))
    expect(dialled.every((socket) => socket !== null)).toBe(true)
    for (const socket of dialled) socket?.destroy()
    server.close()
  })

  it('that nobody takes from is one', async () => {
    const folder = temporaryFolder()
    const stopped = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads')
      require('node:net').createServer().listen({ path: workerData, backlog: 1 }, () => {
        parentPort.postMessage('here')
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
      })`,
      { eval: true, workerData: join(folder, 'keeper.sock') },
    )
    onTestFinished(() => void stopped.terminate())
    await new Promise((resolve) => stopped.once('message', resolve))
    const dialled = await Promise.all(Array.from({ length: 5 }, () => dialSocket(folder, false).catch(faultOf)))
    for (const socket of dialled) if (socket instanceof Socket) socket.destroy()
    expect(dialled).toContainEqual(fault('keeper_unresponsive'))
  })
})

describe('looking for the keeper', () => {
  it('says of one that speaks no HTTP that it cannot talk to it', async () => {
    const folder = temporaryFolder()
    await listening(join(folder, 'keeper.sock'), (socket) => socket.write('{"hello":{"protocol":2}}\n'))
    expect(await connect(folder).catch(faultOf)).toEqual(fault('keeper_version', { ours: '1.2.3' }))
  })

  it('finds none without a socket, and none behind a socket that nobody listens at', async () => {
    const folder = temporaryFolder()
    expect(await connect(folder)).toBeNull()
    expect(await connect(join(folder, 'missing'))).toBeNull()
    const { close } = await listenAt(join(folder, 'keeper.sock'), deafServer())
    expect(await connect(folder)).toBeNull()
    await close()
    writeFileSync(join(folder, 'keeper.sock'), '')
    expect(await connect(folder)).toBeNull()
  })

  it('knows it by its hello', async () => {
    const folder = temporaryFolder()
    await playedKeeper(join(folder, 'keeper.sock'))
    chmodSync(join(folder, 'keeper.sock'), 0o600)
    const connection = await connect(folder)
    expect(connection?.hello).toMatchObject({ version: '1.2.3', pid: 4711 })
    connection?.close()
    await connection?.closed
  })

  it('names the process that takes connections and says nothing', async () => {
    const folder = temporaryFolder()
    const clock = handClock()
    writeFileSync(join(folder, 'keeper.lock'), '4711\n')
    let taken = 0
    await listening(join(folder, 'keeper.sock'), () => {
      taken += 1
    })
    const connecting = connect(folder, { clock }).catch(faultOf)
    await until('the connection', () => taken === 1)
    await clock.advance(3_100)
    expect(await connecting).toEqual(fault('keeper_unresponsive', { pid: 4711 }))
  })

  it('is wary of folders that others can enter, and connects to nothing in them', async () => {
    const folder = temporaryFolder()
    let taken = 0
    await listening(join(folder, 'keeper.sock'), () => {
      taken += 1
    })
    chmodSync(join(folder, 'keeper.sock'), 0o600)
    const command = `chmod 700 ${folder}`
    for (const mode of [0o710, 0o701, 0o770, 0o755, 0o777]) {
      chmodSync(folder, mode)
      expect(await connect(folder).catch(faultOf)).toEqual(fault('state_folder_open', { path: folder, command }))
    }
    chmodSync(folder, 0o700)
    chmodSync(join(folder, 'keeper.sock'), 0o660)
    const path = join(folder, 'keeper.sock')
    expect(await connect(folder).catch(faultOf)).toEqual(fault('socket_folder_unsafe', { path }))
    expect(taken).toBe(0)
  })

  it('takes an absent temp folder of a long path for nobody, and is wary of one that others can enter', async () => {
    const folder = `${temporaryFolder()}/${'deep/'.repeat(25)}`
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const own = join(socketPath(folder), '..')
    expect(await connect(folder)).toBeNull()
    mkdirSync(own, { mode: 0o700 })
    onTestFinished(() => rmSync(own, { recursive: true }))
    chmodSync(own, 0o755)
    expect(await connect(folder).catch(faultOf)).toEqual(fault('socket_folder_unsafe', { path: own }))
  })
})

describe('a listener', () => {
  it('is closed to others from the moment of its birth, whatever the mask', async () => {
    const folder = temporaryFolder()
    const before = process.umask(0o002)
    const listening = listenAt(join(folder, 'keeper.sock'), createHttpServer())
    expect(process.umask(before)).toBe(0o002)
    // Bound, and its mode not changed yet.
    expect(statSync(join(folder, `k.${process.pid}`)).mode & 0o077).toBe(0)
    void (await listening).close()
  })

  it('takes the place of whatever is left there, and leaves nothing', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'keeper.sock')
    writeFileSync(path, 'left behind')
    const listener = await listenAt(path, keepingServer())
    expect(statSync(path).isSocket()).toBe(true)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(listener.inPlace()).toBe(true)
    void listener.close()
    expect(existsSync(path)).toBe(false)
    expect(listener.inPlace()).toBe(false)
  })

  it('that closes late does not take its successor’s socket away', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'keeper.sock')
    const late = await listenAt(path, deafServer())
    const next = await listenAt(path, keepingServer())
    expect([late.inPlace(), next.inPlace()]).toEqual([false, true])
    void late.close()
    expect(next.inPlace()).toBe(true)
    const connection = await connect(folder)
    expect(connection?.hello.version).toBe('1.2.3')
    connection?.close()
    void next.close()
  })

  it('says which place it cannot take', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'missing', 'keeper.sock')
    expect(await listenAt(path, createHttpServer()).catch(faultOf)).toMatchObject({
      code: 'state_folder_unusable',
      params: { path },
    })
    mkdirSync(join(folder, 'keeper.sock'))
    expect(await listenAt(join(folder, 'keeper.sock'), createHttpServer()).catch(faultOf)).toMatchObject({
      params: { detail: 'EISDIR' },
    })
    expect(existsSync(join(folder, `k.${process.pid}`))).toBe(false)
  })
})

/** What Windows uses; a socket with a name of its own stands for the pipe here. */
describe('a pipe', () => {
  async function pipe(key = newPipe().key) {
    const folder = temporaryFolder()
    const own = { name: join(folder, 'pipe'), key }
    await writePipe(folder, own)
    const proven: boolean[] = []
    const listener = await listenOnPipe(own.name, keepingServer(), async (socket) => {
      const known = await provenToClient(socket, own.key)
      proven.push(known)
      return known
    })
    onTestFinished(async () => {
      listener.cut()
      await listener.close()
    })
    return { folder, own, proven }
  }

  it('has a new name and key each time, in a file for its owner alone', async () => {
    const { folder, own } = await pipe()
    expect(readPipe(folder)).toEqual(own)
    expect(statSync(join(folder, 'keeper.pipe.json')).mode & 0o777).toBe(0o600)
    expect(newPipe()).not.toEqual(newPipe())
    expect(newPipe().name).toMatch(/^\\\\\.\\pipe\\everbearer-[0-9a-f]{32}$/)
  })

  it('carries calls once both sides have proved that they know the key', async () => {
    const { folder, proven } = await pipe()
    const connection = await connect(folder, { pipes: true })
    expect(connection?.hello).toMatchObject({ version: '1.2.3', pid: 4711 })
    expect(await connection?.call('settings.get', {})).toMatchObject({ journalEntries: 2_000 })
    expect(proven).toEqual([true, true])
    connection?.close()
  })

  it('that someone else holds under that name hears nothing and is no keeper', async () => {
    const { folder, own } = await pipe()
    await writePipe(folder, { ...own, key: newPipe().key })
    expect(await connect(folder, { pipes: true })).toBeNull()
  })

  it('does not open to who does not know the key, whatever he says', async () => {
    const { own, proven } = await pipe()
    const { connect: dial } = await import('node:net')
    const lines = [
      '{"challenge":"no hex"}\n',
      `{"challenge":"${'0'.repeat(64)}"}\n{"proof":"${'0'.repeat(64)}"}\n`,
      'x'.repeat(5_000),
      'null\n',
    ]
    for (const line of lines) {
      const socket = dial(own.name).on('error', () => {})
      socket.write(line)
      await until('the end', () => {
        socket.read()
        return socket.destroyed
      })
    }
    await until('the judgement', () => proven.length === lines.length)
    expect(proven).toEqual(lines.map(() => false))
  })

  it('cannot be opened with an answer that the keeper gave to someone else', async () => {
    // Who asks the keeper our own question and plays its answer back to us has not proved to be a client.
    const { own, proven } = await pipe()
    const { connect: dial } = await import('node:net')
    const socket = dial(own.name).on('error', () => {})
    socket.setEncoding('utf8').write(`{"challenge":"${'a'.repeat(64)}"}\n`)
    let said = ''
    socket.on('data', (piece: string) => {
      said += piece
    })
    await until('the answer', () => said.includes('\n'))
    socket.write(`${JSON.stringify({ proof: (JSON.parse(said) as { proof: string }).proof })}\n`)
    await until('the judgement', () => proven.length === 1)
    expect(proven).toEqual([false])
  })

  it('whose file is missing or broken is no pipe', async () => {
    const folder = temporaryFolder()
    expect(readPipe(folder)).toBeNull()
    writeFileSync(join(folder, 'keeper.pipe.json'), '{"name":')
    expect(readPipe(folder)).toBeNull()
    writeFileSync(join(folder, 'keeper.pipe.json'), '{"name":"x","key":"short"}')
    expect(await connect(folder, { pipes: true })).toBeNull()
  })
})

test('a keeper is talked to over a real socket', async () => {
  const folder = temporaryFolder()
  const listener = await listenAt(join(folder, 'keeper.sock'), keepingServer())
  const connection = await connect(folder)
  expect(await Promise.all([1, 2, 3].map(() => connection?.call('connections.list', {})))).toEqual([[], [], []])
  connection?.close()
  await listener.close()
})
