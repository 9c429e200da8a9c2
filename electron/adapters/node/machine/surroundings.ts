import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Finding } from '../../../../shared/api/contract/contract.ts'
import { fault, faultOf } from '../../../../shared/fault.ts'
import { INDEX_VERSION } from '../../../../shared/index-file/stored-index.ts'
import type { IndexFile, JournalFile, Ownership, Surroundings } from '../../../core/ports.ts'
import { errorCode } from '../error-code.ts'
import { classifyFolder } from '../files/folder-trust.ts'
import { foreignFolder, openFolder } from '../files/state-folder-faults.ts'
import { assertReadable } from '../files/stored-file.ts'
import { proxyFacts } from '../http/proxy-facts.ts'
import { reach } from '../http/reach.ts'
import { readPipe } from '../keeper-socket/pipe-key.ts'
import { socketPath } from '../keeper-socket/socket-address.ts'
import { systemFacts, withoutPersonalNames } from './own-machine.ts'

type Parts = {
  readonly stateFolder: string
  readonly ownership: Ownership
  readonly index: Pick<IndexFile, 'setAside' | 'leftAlone'>
  readonly journal: JournalFile
  readonly env: Readonly<Record<string, string | undefined>>
  readonly pipes: boolean
  /** The name under which the keychain lists our entries, for a person who looks there. */
  readonly keychainService: string
}

type Facts = Finding['facts']

/** What the doctor finds around the keeper: each probe looks, and changes nothing. */
export function nodeSurroundings(parts: Parts): Surroundings {
  const probes = [probeStateFolder, probeLock, probeSocket, probeIndex, probeJournal, probeProxy]
  return {
    async probe() {
      return (await Promise.all(probes.map((probe) => probe(parts)))).flat()
    },
    reach: (address, way) => reach(address, { env: parts.env, now: Date.now, way }),
    system: systemFacts,
    hide: withoutPersonalNames,
  }
}

async function probeStateFolder({ stateFolder: path, keychainService }: Parts): Promise<Finding> {
  try {
    const folderAccess = classifyFolder(path)
    if (folderAccess === 'open') return bad('state-folder', openFolder(path).fault)
    if (folderAccess === 'foreign') return bad('state-folder', foreignFolder(path).fault)
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK)
    const { mode } = await stat(path)
    return good('state-folder', { path, mode: (mode & 0o777).toString(8), keychainService })
  } catch (thrown) {
    return bad('state-folder', fault('state_folder_unusable', { path, detail: errorCode(thrown) }))
  }
}

function probeLock({ stateFolder, ownership }: Parts): Finding {
  if (ownership.held()) return good('lock', { path: join(stateFolder, 'keeper.lock'), pid: process.pid })
  return bad('lock', fault('keeper_lost'))
}

async function probeSocket({ stateFolder, pipes }: Parts): Promise<Finding> {
  if (pipes) return readPipe(stateFolder) === null ? bad('socket', fault('keeper_unresponsive')) : good('socket', {})
  try {
    const path = socketPath(stateFolder)
    const { mode } = await stat(path)
    if ((mode & 0o022) !== 0) return bad('socket', fault('socket_folder_unsafe', { path }))
    return good('socket', { path, mode: (mode & 0o777).toString(8) })
  } catch (thrown) {
    const { code } = faultOf(thrown)
    return bad('socket', code === 'bug' ? fault('keeper_unresponsive', { pid: process.pid }) : fault(code))
  }
}

async function probeIndex({ stateFolder, index }: Parts): Promise<Finding> {
  const path = join(stateFolder, 'index.json')
  if (index.leftAlone !== null) {
    const newer = fault('file_newer', { path, version: index.leftAlone, reads: INDEX_VERSION })
    return { ...bad('index', newer), level: 'warning' }
  }
  if (index.setAside !== null) return { ...good('index', { path, setAside: index.setAside }), level: 'warning' }
  return probeReadable('index', path)
}

async function probeJournal({ stateFolder, journal }: Parts): Promise<Finding> {
  const path = join(stateFolder, 'journal.jsonl')
  try {
    const { entries, unreadable, newer } = await journal.read(Number.MAX_SAFE_INTEGER)
    const found = good('journal', {
      path,
      entries: entries.length,
      unreadable,
      ...(newer === undefined ? {} : { newer }),
    })
    return unreadable > 0 ? { ...found, level: 'warning' } : found
  } catch (thrown) {
    return bad('journal', faultOf(thrown))
  }
}

async function probeReadable(probe: string, path: string): Promise<Finding> {
  try {
    await assertReadable(path)
    return good(probe, { path })
  } catch (thrown) {
    const detail = errorCode(thrown)
    // Written a moment after the first change; before that there is none.
    return detail === 'ENOENT' ? good(probe, { path }) : bad(probe, fault('file_unreadable', { path, detail }))
  }
}

/** Which variables steer calls. */
function probeProxy({ env }: Parts): Finding {
  const roots = env['NODE_EXTRA_CA_CERTS']
  return good('proxy', { ...proxyFacts(env), ...(roots ? { extraRoots: roots } : {}) })
}

function good(probe: string, facts: Facts): Finding {
  return { probe, connection: null, level: 'good', fault: null, facts }
}

function bad(probe: string, trouble: ReturnType<typeof fault>): Finding {
  return { probe, connection: null, level: 'bad', fault: trouble, facts: {} }
}
