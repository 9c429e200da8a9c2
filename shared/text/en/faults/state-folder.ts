import type { FaultText } from '../../fault-text.ts'

/** What is wrong with the folder that everything lies in. */
export const faultsOfStateFolder = {
  socket_folder_unsafe: {
    say: 'The local socket, or its folder, is not yours alone[: {path}].',
    next: 'See that it belongs to you and nobody else can enter it, or set EVERBEARER_HOME to a short path of your own.',
  },
  state_folder_open: {
    say: 'Other users of this computer can get into the folder for Everbearer’s files[: {path}].',
    next: '[Close it with: {command}. ]Where that changes nothing, set EVERBEARER_HOME to a folder on another drive.',
  },
  state_folder_foreign: {
    say: 'The folder for Everbearer’s files belongs to another user[: {path}].',
    next: 'Set EVERBEARER_HOME to a folder of your own.',
    cases: {
      of_root: {
        say: 'The folder for Everbearer’s files, or what lies in it, is root’s[: {path}]; probably sudo made it so.',
        next: '[Give it back to yourself: {command}. ]Then go on without sudo.',
      },
      as_root: {
        say: 'This runs as root, and the folder for Everbearer’s files is another user’s[: {path}].',
        next: 'Run it as that user, without sudo; or set EVERBEARER_HOME to a folder of root’s own.',
      },
    },
  },
  state_folder_unusable: {
    say: 'The folder for Everbearer’s files cannot be used[: {path}][ ({detail})].',
    next: 'See that it belongs to you and can be written, or set EVERBEARER_HOME to another one.',
    cases: {
      full: {
        say: 'There is no room left for Everbearer’s files[: {path}][ ({detail})]; what was saved before is whole.',
        next: 'Make room on that disk, or in your share of it, then do it again.',
      },
    },
  },
  state_folder_gone: {
    say: 'The folder for Everbearer’s files was moved or removed while this program ran[: {path}]; nothing is kept fresh from there.',
    next: 'Put it back, and this program goes on by itself; or end it, and start it with EVERBEARER_HOME set to where the folder is now.',
  },
  state_folder_copied: {
    say: 'This state folder is a copy: its secrets stay in the keychain with the one that it was copied from[, {path}].',
    next: 'Use that one, or remove vault-choice.json and index.json here and import what "everbearer export --sealed --move" gives there.',
    cases: {
      moved: {
        say: 'The secrets that were kept from this folder went along with it when it was moved[, to {path}].',
        next: 'Use that one, with EVERBEARER_HOME set to it; to begin anew, set EVERBEARER_HOME to a folder that is not there yet.',
      },
      file: {
        say: 'This state folder is a copy of one that is still there[, {path}]; both would spend the same refresh tokens.',
        next: 'Use that one (EVERBEARER_HOME), or move it away to go on here; to begin anew, set EVERBEARER_HOME to a new folder.',
      },
    },
  },
} as const satisfies Record<string, FaultText>
