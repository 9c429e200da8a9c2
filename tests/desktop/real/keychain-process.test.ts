import { realHost } from '../../kit/electron/real-host.ts'
import { keychainProcess } from '../suites/keychain-process.ts'

// Where /proc tells which processes there are.
if (process.platform === 'linux') keychainProcess(realHost)
