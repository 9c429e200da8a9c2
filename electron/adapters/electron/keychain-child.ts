import type { utilityProcess } from 'electron'
import type { StartKeychainChild } from '../node/keychain/keychain-child.ts'
import type { KeychainAnswer } from '../node/keychain/keychain-program.ts'

/**
 * Electron's own child with Node in it: this program as plain Node is a door that is shut (scripts/package/package-config.mjs). It
 * reads from inside the asar, and Chromium ends it with its parent.
 */
export function utilityKeychainChild(utility: Pick<typeof utilityProcess, 'fork'>): StartKeychainChild {
  return (program, env) => {
    const child = utility.fork(program, [], { env, execArgv: [], stdio: 'ignore', serviceName: 'Everbearer keychain' })
    return {
      send: (call) => child.postMessage(call),
      listen(listener) {
        child.on('message', (answer: KeychainAnswer) => listener(answer))
        child.once('exit', () => listener(null))
      },
      end() {
        // Its own kill() asks first, and whoever is blocked does not hear it.
        if (child.pid === undefined) child.kill()
        else process.kill(child.pid, 'SIGKILL')
      },
    }
  }
}
