import type { CallName, HostCallName } from '../../shared/api/contract/names.ts'
import type { FaultCode } from '../../shared/fault.ts'

/**
 * What a call destroys or makes unreadable, how it could come back, and how that is said beforehand (docs/decisions.md
 * 21).
 */
export type Loss =
  | 'none'
  | {
      readonly goes:
        | 'connection'
        | 'secrets'
        | 'session'
        | 'access-token'
        | 'everything'
        | 'passphrase'
        | 'renewals'
        | 'membership'
      /** `minute`: it can be taken back for so long; `copy`: only out of a copy made before; else the call that brings it back. */
      readonly back: 'minute' | 'copy' | 'never' | 'nothing-lost' | CallName
      readonly said: Said
      readonly page: AgainstPage
    }

/**
 * What keeps a page that was taken over, or whoever got hold of its key, from destroying secrets for good by this call:
 * `socket`: no page makes it. `outside`: it wants a yes from outside of the page. `known`: it wants the present
 * passphrase. `minute`: `connections.restore` brings it back, through every door, and nothing was told to a server before.
 * `kept`: what would be missed is kept by itself, in the vault.
 */
export type AgainstPage = 'socket' | 'outside' | 'known' | 'minute' | 'kept'

export type Said =
  /** The call itself is refused with this fault until somebody has agreed to what it says. */
  | { readonly by: 'refusal'; readonly fault: FaultCode }
  /** The command is refused with this fault without --yes; the page asks in a dialog of its own. */
  | { readonly by: 'question'; readonly fault: FaultCode }
  /** This call shows what would go, and changes nothing. */
  | { readonly by: 'preview'; readonly call: CallName }
  /** What takes its place comes with the very call, from whoever wants it replaced. */
  | { readonly by: 'replacement' }

/** Every call there is: with a new one this does not compile before somebody has thought of it. */
export const LOSSES: Readonly<Record<CallName | HostCallName, Loss>> = {
  'keeper.status': 'none',
  // Where everything is in memory, the keeper's end is the end of it: it does not go.
  'keeper.handOver': {
    goes: 'everything',
    back: 'copy',
    said: { by: 'refusal', fault: 'memory_would_be_lost' },
    page: 'socket',
  },
  'connections.list': 'none',
  'connections.remembered': 'none',
  'connections.get': 'none',
  'connections.tokenFacts': 'none',
  'connections.add': 'none',
  // To ask outside for every token that is pasted would make the daily work a matter of two places: so it can be taken back.
  'connections.edit': { goes: 'secrets', back: 'minute', said: { by: 'replacement' }, page: 'minute' },
  'connections.allowOrigins': 'none',
  'connections.rename': 'none',
  // One at a time and with a dialog; the page and the journal say it, and the session is ended only after the minute.
  'connections.remove': {
    goes: 'connection',
    back: 'minute',
    said: { by: 'question', fault: 'confirm_removal' },
    page: 'minute',
  },
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
  // The session before, once the new one is there and not sooner; its refresh token stays until the new one has renewed
  // (shared/tokens/earlier-refresh-token.ts), and a person has to sign in at the server for it.
  'signIn.begin': {
    goes: 'session',
    back: 'connections.restoreRefreshToken',
    said: { by: 'replacement' },
    page: 'kept',
  },
  'signIn.wait': 'none',
  'signIn.answer': 'none',
  'signIn.cancel': 'none',
  'moving.fetch': 'none',
  'moving.preview': 'none',
  // Each change is an edit, and is taken back as one.
  'moving.import': { goes: 'secrets', back: 'minute', said: { by: 'preview', call: 'moving.preview' }, page: 'minute' },
  'moving.export': 'none',
  // With `move`: nothing renews it here any more, though all of it is still here.
  'moving.seal': {
    goes: 'renewals',
    back: 'connections.resume',
    said: { by: 'question', fault: 'confirm_export_move' },
    page: 'socket',
  },
  'enrolment.enroll': 'none',
  // Copied and read back first, as with `vault.move`; where something would be hidden it is refused.
  'fleet.join': 'none',
  'fleet.list': 'none',
  'fleet.add': 'none',
  'fleet.appoint': 'none',
  // All goes on meanwhile by the same key; the others stay with those before until a person there says otherwise.
  'fleet.takeOver': 'none',
  'fleet.follow': 'none',
  // What is sent then may have been sent before, and a server may end the session that gets one twice.
  'fleet.unblock': {
    goes: 'session',
    back: 'never',
    said: { by: 'refusal', fault: 'confirm_unblock' },
    page: 'socket',
  },
  // The rest keeps all of it.
  'fleet.revoke': {
    goes: 'membership',
    back: 'fleet.add',
    said: { by: 'refusal', fault: 'confirm_revoke' },
    page: 'outside',
  },
  'callbacks.look': 'none',
  'callbacks.apply': 'none',
  'crafter.list': 'none',
  'crafter.create': 'none',
  'crafter.delete': {
    goes: 'access-token',
    back: 'never',
    said: { by: 'question', fault: 'confirm_deletion' },
    page: 'outside',
  },
  'crafter.replace': {
    goes: 'access-token',
    back: 'crafter.restore',
    said: { by: 'question', fault: 'confirm_replacement' },
    // Under the same ID, whatever it may do then; cut off in between, the vault has all of it.
    page: 'kept',
  },
  'crafter.restore': 'none',
  'crafter.adopt': 'none',
  'crafter.id': 'none',
  'journal.read': 'none',
  'consumers.list': 'none',
  'consumers.add': 'none',
  // No secret of a connection: whoever has the command line makes another key.
  'consumers.revoke': 'none',
  'consumers.listen': 'none',
  'journal.export': 'none',
  'network.get': 'none',
  'network.set': { goes: 'secrets', back: 'copy', said: { by: 'replacement' }, page: 'socket' },
  'notify.get': 'none',
  // Its key comes from where the receiver has it.
  'notify.set': 'none',
  'notify.test': 'none',
  'vault.status': 'none',
  'vault.unlock': 'none',
  // Between keychain and file nothing is lost: copied, read back, and only then emptied. Who does not know the file's
  // passphrase has lost it all the same, so a page asks for a yes from outside (`confirm_file`).
  'vault.move': { goes: 'everything', back: 'copy', said: { by: 'refusal', fault: 'confirm_memory' }, page: 'outside' },
  // Only for whoever knows the present one.
  'vault.passphrase': {
    goes: 'passphrase',
    back: 'nothing-lost',
    said: { by: 'refusal', fault: 'passphrase_wrong' },
    page: 'known',
  },
  'settings.get': 'none',
  'settings.set': 'none',
  'doctor.run': 'none',
  'support.file': 'none',
  'host.startDemo': 'none',
  'host.copyToken': 'none',
  // A file that has the name is written over only after the system's own dialog has asked.
  'host.saveFile': 'none',
}
