import type { CallName, HostCallName } from './contract-names.ts'
import type { FaultCode } from './fault.ts'

/** What a call destroys or makes unreadable, how it could come back, and how that is said beforehand (design decision 21). */
export type Loss =
  | 'none'
  | {
      readonly goes: 'connection' | 'secrets' | 'session' | 'access-token' | 'everything' | 'passphrase' | 'renewals'
      /** `minute`: it can be taken back for so long; `copy`: only out of a copy made before; else the call that brings it back. */
      readonly back: 'minute' | 'copy' | 'never' | 'nothing-lost' | CallName
      readonly said: Said
    }

export type Said =
  /** The call itself is refused with this fault until somebody has agreed to what it says. */
  | { readonly by: 'refusal'; readonly fault: FaultCode }
  /** The command is refused with this fault without --yes; the page asks in a dialog of its own. */
  | { readonly by: 'question'; readonly fault: FaultCode }
  /** This call shows what would go, and changes nothing. */
  | { readonly by: 'preview'; readonly call: CallName }
  /** What takes its place comes with the very call, from whoever wants it replaced. */
  | { readonly by: 'replacement' }

/** Every call there is: a new one does not compile before somebody has thought of it here. */
export const LOSSES: Readonly<Record<CallName | HostCallName, Loss>> = {
  'keeper.status': 'none',
  // Where everything is in memory, the keeper's end is the end of it: it does not go.
  'keeper.handOver': {
    goes: 'everything',
    back: 'copy',
    said: { by: 'refusal', fault: 'memory_would_be_lost' },
  },
  'connections.list': 'none',
  'connections.remembered': 'none',
  'connections.get': 'none',
  'connections.add': 'none',
  'connections.edit': { goes: 'secrets', back: 'copy', said: { by: 'replacement' } },
  'connections.allowOrigins': 'none',
  'connections.rename': 'none',
  'connections.remove': { goes: 'connection', back: 'minute', said: { by: 'question', fault: 'confirm_removal' } },
  // Refused where another connection has its name by now.
  'connections.restore': 'none',
  // The two refresh tokens change places: made again, it is undone.
  'connections.restoreRefreshToken': 'none',
  'connections.pause': 'none',
  'connections.resume': 'none',
  // Spends a refresh token, whose successor is saved before anything else.
  'connections.refresh': 'none',
  'connections.test': 'none',
  'connections.testDraft': 'none',
  'connections.ping': 'none',
  'connections.token': 'none',
  'connections.rejected': 'none',
  'connections.inUse': 'none',
  // The session before, once the new one is there and not sooner.
  'signIn.begin': { goes: 'session', back: 'copy', said: { by: 'replacement' } },
  'signIn.wait': 'none',
  'signIn.answer': 'none',
  'signIn.cancel': 'none',
  'moving.preview': 'none',
  'moving.import': { goes: 'secrets', back: 'copy', said: { by: 'preview', call: 'moving.preview' } },
  'moving.export': 'none',
  // With `move`: nothing renews it here any more, though all of it is still here.
  'moving.seal': {
    goes: 'renewals',
    back: 'connections.resume',
    said: { by: 'question', fault: 'confirm_export_move' },
  },
  'callbacks.look': 'none',
  'callbacks.apply': 'none',
  'crafter.list': 'none',
  'crafter.create': 'none',
  'crafter.delete': { goes: 'access-token', back: 'never', said: { by: 'question', fault: 'confirm_deletion' } },
  'crafter.replace': {
    goes: 'access-token',
    back: 'crafter.restore',
    said: { by: 'question', fault: 'confirm_replacement' },
  },
  'crafter.restore': 'none',
  'crafter.adopt': 'none',
  'crafter.id': 'none',
  'journal.read': 'none',
  'network.get': 'none',
  'network.set': { goes: 'secrets', back: 'copy', said: { by: 'replacement' } },
  'vault.status': 'none',
  'vault.unlock': 'none',
  // Between keychain and file nothing is lost: copied, read back, and only then emptied. Who does not know the file's
  // passphrase has lost it all the same, so a page asks for a yes from outside (`confirm_file`).
  'vault.move': { goes: 'everything', back: 'copy', said: { by: 'refusal', fault: 'confirm_memory' } },
  // Only for whoever knows the present one.
  'vault.passphrase': { goes: 'passphrase', back: 'nothing-lost', said: { by: 'refusal', fault: 'passphrase_wrong' } },
  'settings.get': 'none',
  'settings.set': 'none',
  'doctor.run': 'none',
  'support.file': 'none',
  'host.startDemo': 'none',
  'host.copyToken': 'none',
  // A file that has the name is written over only after the system's own dialog has asked.
  'host.saveFile': 'none',
}
