import { wordsOfTheFleet } from '../commands-of-the-fleet.ts'
import { counted } from '../counted.ts'
import { wordsOfNotify } from '../words-of-notify.ts'

/** What the commands print that are for scripts, monitoring and a person at a terminal. */
export const commandLineWords = {
  ...wordsOfNotify,
  ...wordsOfTheFleet,

  noneChosen: counted({
    one: 'The one connection is not among those that were asked for.',
    other: 'None of the {count} connections is among those that were asked for.',
  }),
  moreRows: counted({
    one: '… and one more line; --state, --system, --tag or a taller terminal show it',
    other: '… and {count} more lines; --state, --system, --tag or a taller terminal show them',
  }),
  watchRemoved: 'is no longer listed',
  watchKeeperGone: 'The Everbearer that keeps them has ended; waiting for the next one.',
  watchKeeperBack: 'Connected again.',

  sinkPlain: 'The token lies in plain in {path} until this ends; every program of yours can read it there.',
  sinkWritten: 'Written to {path}: generation {generation}[, valid until {until}].',
  sinkRemoved: 'Removed {path}.',
  sinkLeft: 'What lies at {path} now was not written here: it stays.',

  several: counted({ one: 'One done.', other: 'All {count} done.' }),
  severalFailed: counted({ other: '{done} of {count} done; not: {names}[ and {more} more].' }),

  askIntro:
    'Each question has its answer in square brackets, where there is one: Enter takes it. Ctrl-C ends this, and nothing is saved.',
  askKeeps:
    'Editing {name}. Enter keeps what stands in square brackets, - takes an optional value away, Ctrl-C changes nothing.',
  askSystem: 'Which system? Its number or its word',
  askPreset: 'Begin from a well-known server?',
  askPresetNone: 'none',
  askName: 'Name, by which programs ask for it',
  askOptional: '(Enter leaves it out)',
  askSecret: '(not shown)',
  askSecretOptional: '(not shown; Enter leaves it out)',
  askSecretThere: '(not shown; Enter keeps the one that is there)',
  askSeldom: 'Look at what is seldom changed (paths, switches, extras) too?',
  askAddresses: 'These addresses will be called:',
  askIssuer: 'Issuer',
  askTest: 'Test it before it is saved? Nothing is spent.',
  askSave: 'Save it?',
  askSaveAnyway: 'Save it all the same?',
  askNothingSaved: 'Nothing was saved.',
  askAllow: 'The stored secrets were entered for {bound}. Let them go to {wanted} from now on?',
  askYesNo: '[Y/n]',
  askNoYes: '[y/N]',
  askYesAgain: 'Type y or n.',
  askChoiceAgain: 'Type a number from 1 to {count}, or the word in its line.',

  checkAllWell: counted({ one: 'one connection, and it is well', other: '{count} connections, every one well' }),
  checkSome: counted({
    one: '{troubled} of {count} connection not well: {names}',
    other: '{troubled} of {count} connections not well: {names}',
  }),
  checkMore: counted({ other: '{names} and {count} more' }),
  unseen:
    'Which connections are in there is told once it is open: "everbearer vault unlock" opens it, or says what is in the way.',
  checkNone: 'there is no connection to look at',
  checkLocked: 'the vault is shut, and nothing is known of what it holds',

  serviceWrites: 'This is written to {path}:',
  serviceRemoves: '{path} is removed.',
  serviceRunsCalls: 'And this is run:',
  serviceAbsent: 'It is not started at login ({path} is not there).',
  serviceStopped: 'It is to be started at login ({path}), and does not run now.',
  serviceRuns: 'It runs, and is started at each login ({path}).',
  serviceOther: 'It runs, with a file that is not the one of this Everbearer ({path}); --install writes it anew.',
  serviceDesktopToo: 'The desktop is started at login as well. Whichever comes first keeps, and the other stands by.',

  manCommands: 'COMMANDS',
  manExit: 'EXIT STATUS',
  manEnvironment: 'ENVIRONMENT',
  manExamples: 'EXAMPLES',
  manExitCodes:
    '0 done; 1 a bug of ours; 2 usage or bad input; 3 no such connection; 4 a person must act; 5 not now: network, server, ' +
    'or the keeper is busy; 6 the vault is locked or absent; 126 exec: the command cannot be run; ' +
    '127 exec: the command is not found; 130 a person has stopped it',
  manHome: 'Another state folder.',
  manVault: 'keychain, file, memory or shared (joined before), in place of what was chosen.',
  manSite: 'Another folder of managed settings, owned by root or by you.',
  manPassphrase: 'Opens the encrypted file where nobody can be asked; taken out of the environment of every child.',
  manLog: 'How much is written to log.jsonl in the state folder: off, error, warn, info or debug.',

  metricState: 'Whether the connection is in this state (1) or not (0).',
  metricExpiry: 'When the access token ends.',
  metricRefresh: 'When the next renewal is planned.',
  metricRenewed: 'When the last renewal was tried.',
  metricRenewedWell: 'Whether the last renewal brought new tokens.',
  metricGeneration: 'Counts the token sets of the connection up.',
  metricConnections: 'How many connections are in this state.',
  metricVault: 'Whether the vault is open.',
  metricBuild: 'Which Everbearer keeps the tokens.',
  examples: 'Examples:',
  usage: 'Usage:',
  commands: 'Commands:',
  options: 'Options:',
  arguments: 'Arguments:',
} as const
