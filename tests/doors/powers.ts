import type { CallName, HostCallName } from '../../shared/api/contract/names.ts'

/**
 * What a call could do that the rights of a page or window must never suffice for (docs/decisions.md 19). A page may be
 * taken over, by an extension or by whoever gets hold of its key; then it can do all that its calls can.
 */
export type Power =
  /** Have a stored secret sent to another server. */
  | 'aims'
  /** Decide through whom secrets travel: proxy, certificate authority, client certificate. */
  | 'ways'
  /** Run a program. */
  | 'programs'
  /** Open a port. */
  | 'ports'
  /** Make a key that opens something later. */
  | 'keys'
  /** Hand out a secret. */
  | 'reveals'
  /** End for good what nothing brings back (tests/doors/losses.ts tells what and how). */
  | 'ends'

export type Standing =
  | 'none'
  | {
      readonly can: Power
      /**
       * `socket`: no page or window may make the call at all. `outside`: they may ask, and it is done only with a yes
       * that their host got from somebody outside (shared/api/contract/doors.ts). `typed`: with secrets alone that came with the
       * very call. `bounded`: so little of it that no yes is needed; the reason stands beside it.
       */
      readonly only: 'socket' | 'outside' | 'typed' | 'bounded'
    }

/** Every call there is: with a new one this does not compile before somebody has thought of it. */
export const POWERS: Readonly<Record<CallName | HostCallName, Standing>> = {
  'keeper.status': 'none',
  'keeper.handOver': 'none',
  'connections.list': 'none',
  'connections.remembered': 'none',
  'connections.get': 'none',
  'connections.tokenFacts': 'none',
  'connections.add': { can: 'aims', only: 'typed' },
  'connections.edit': { can: 'aims', only: 'outside' },
  'connections.allowOrigins': { can: 'aims', only: 'outside' },
  'connections.rename': 'none',
  'connections.remove': 'none',
  // Back to the origins that what comes back was entered for, and without what was entered for others meanwhile.
  'connections.restore': 'none',
  // To the origins that it was entered for, as all that the document holds. From the command line alone: which of two
  // sessions this connection has is a person's to say.
  'connections.restoreRefreshToken': 'none',
  'connections.pause': 'none',
  'connections.resume': 'none',
  'connections.refresh': 'none',
  'connections.test': 'none',
  'connections.testDraft': { can: 'aims', only: 'typed' },
  'connections.ping': 'none',
  'connections.token': { can: 'reveals', only: 'socket' },
  'connections.rejected': 'none',
  'connections.inUse': 'none',
  // For ten minutes at most, on 127.0.0.1, for one answer that carries a state which only this sign-in knows.
  'signIn.begin': { can: 'ports', only: 'bounded' },
  'signIn.wait': 'none',
  // Only the socket's: whoever brings it is a person at a terminal.
  'signIn.answer': 'none',
  'signIn.cancel': 'none',
  'moving.fetch': 'none',
  'moving.preview': 'none',
  'moving.import': { can: 'aims', only: 'outside' },
  'moving.export': 'none',
  'moving.seal': { can: 'reveals', only: 'socket' },
  // Who is trusted here may bring connections, and with them servers.
  'enrolment.enroll': { can: 'keys', only: 'socket' },
  // Where all secrets go, and by which password.
  'fleet.join': { can: 'ways', only: 'socket' },
  'fleet.list': 'none',
  // Whoever is a member reads everything that is shared.
  'fleet.add': { can: 'reveals', only: 'socket' },
  // Each of these says whose word counts about who reads.
  'fleet.appoint': { can: 'reveals', only: 'socket' },
  'fleet.takeOver': { can: 'reveals', only: 'socket' },
  'fleet.follow': { can: 'reveals', only: 'socket' },
  // A session may end with it.
  'fleet.unblock': { can: 'ends', only: 'socket' },
  // A page could leave out one after the other, and each would have to be taken in again by a person who goes there.
  'fleet.revoke': { can: 'ends', only: 'outside' },
  'callbacks.look': 'none',
  // Tells the server that the secrets belong to where to call back; no secret of ours travels there.
  'callbacks.apply': 'none',
  'crafter.list': 'none',
  'crafter.create': 'none',
  // The server forgets the token, and nobody else has it.
  'crafter.delete': { can: 'ends', only: 'outside' },
  'crafter.replace': 'none',
  'crafter.restore': 'none',
  // Into a connection that leads to the same server.
  'crafter.adopt': 'none',
  'crafter.id': { can: 'reveals', only: 'socket' },
  'journal.read': 'none',
  'consumers.list': 'none',
  'consumers.add': { can: 'keys', only: 'socket' },
  // Takes a key away; with a word on the command line there is another one.
  'consumers.revoke': 'none',
  'consumers.listen': { can: 'ports', only: 'socket' },
  'journal.export': 'none',
  'network.get': 'none',
  // From the command line alone: through a way of somebody else's making, all secrets could be read.
  'network.set': { can: 'ways', only: 'socket' },
  'notify.get': 'none',
  // From the command line alone: it says which program runs, and where word of troubles goes.
  'notify.set': { can: 'programs', only: 'socket' },
  'notify.test': { can: 'programs', only: 'socket' },
  'vault.status': 'none',
  'vault.unlock': 'none',
  // A new passphrase for everything there is, or none to be forgotten in memory; back into the keychain is no more than that.
  'vault.move': { can: 'keys', only: 'outside' },
  'vault.passphrase': { can: 'keys', only: 'bounded' },
  'settings.get': 'none',
  'settings.set': 'none',
  'doctor.run': 'none',
  'support.file': 'none',
  // A server of ours on 127.0.0.1 with made-up tokens, and nothing else.
  'host.startDemo': { can: 'ports', only: 'bounded' },
  // Onto the clipboard, past the window, which may not read it.
  'host.copyToken': { can: 'reveals', only: 'bounded' },
  // What the keeper itself has just told the window, without secrets, to where a person says in the system's dialog.
  'host.saveFile': 'none',
}
