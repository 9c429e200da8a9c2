import { fork } from 'node:child_process'
import type { KeychainAction, KeychainAnswer } from './keychain-program.ts'

/** A process with the keychain library inside. */
export type KeychainChild = {
  send(call: KeychainAction): void
  /** Called with each answer, and with null when the process has ended for any reason. */
  listen(listener: (answer: KeychainAnswer | null) => void): void
  /** At once, however deep it is in a call. */
  end(): void
}

/** How to start one: Electron's own way is adapters/electron/keychain-child.ts. */
export type StartKeychainChild = (program: string, env: NodeJS.ProcessEnv) => KeychainChild

/** Node's own way: secrets travel through a channel that only the two processes have. */
export const forkKeychainChild: StartKeychainChild = (program, env) => {
  const child = fork(program, [], {
    env,
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  // An idle child must not keep the program alive; the deadline's timer does while a call is under way.
  child.unref()
  child.channel?.unref()
  return {
    // A failed send needs no handling: the child's exit answers the call.
    send: (call) => void child.send(call, () => undefined),
    listen(listener) {
      child.on('message', (message) => listener(message as KeychainAnswer))
      for (const event of ['exit', 'error'] as const) child.once(event, () => listener(null))
    },
    end: () => void child.kill('SIGKILL'),
  }
}
