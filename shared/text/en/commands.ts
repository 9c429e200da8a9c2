import type { CommandText } from '../command-text.ts'
import { commandLineCommands } from './command-line/commands.ts'
import { commandsOfCredentials } from './command-line/credentials.ts'
import { commandLineOptions } from './command-line/options.ts'
import { commandsOfConsumers, optionsOfConsumers } from './commands-of-consumers.ts'
import { commandsOfCrafter } from './commands-of-crafter.ts'
import { commandsOfSettings } from './commands-of-settings.ts'
import { commandsOfTheFleet, optionsOfTheFleet } from './commands-of-the-fleet.ts'

/** Help of the command line, for somebody who has never seen it. */
export const commands = {
  everbearer: {
    about: 'Keeps the API tokens of this workstation valid.',
    details:
      'You enter once how this workstation reaches an API. From then on Everbearer renews the token before it ends, ' +
      'keeps the secrets in the keychain, and hands a valid token to any program that asks.',
    examples: [
      'everbearer                                   open the window, or the page in your browser',
      'everbearer demo                              see it work, with nothing to set up',
      'everbearer systems draw                      what to fill in, with an example',
      'everbearer add --from draw-ward-3.json       add a connection',
      'everbearer agent                             keep tokens fresh in the background',
      'everbearer list                              what is valid, what ends next, what needs you',
      'everbearer token draw-ward-3                 print a valid token',
    ],
  },
  add: {
    about: 'Add a connection: a person is asked, a script hands in a file or standard input.',
    details:
      'On a terminal and without --from it asks for each value, finds copying mistakes, shows the addresses that will be ' +
      'called, and tests before it saves. The file is JSON; "everbearer systems NAME" prints one to start from. Secrets are read from it and never from the ' +
      'command line, where other users could see them. Delete the file afterwards: Everbearer does not need it again.',
    examples: [
      'everbearer add',
      'everbearer add --from draw-ward-3.json',
      'everbearer add --from - < draw-ward-3.json',
    ],
  },
  edit: {
    about: 'Change a connection; what is left out stays as it is.',
    details:
      'On a terminal and without --from it asks, and Enter keeps what is there. --from takes the same JSON as "add" with only ' +
      'the fields that change; another name in it renames the connection. A secret that is left out is kept. Where it would ' +
      'then be sent to another server than it was entered for, enter it again, or allow that with --allow-origin.',
    examples: [
      'everbearer edit draw-ward-3',
      'everbearer edit draw-ward-3 --from new-tokens.json',
      'everbearer edit draw-ward-3 --from moved.json --allow-origin https://draw.example',
      'echo \'{"settings": {"maxRetries": 5}}\' | everbearer edit draw-ward-3 --from -',
    ],
  },
  'sign-in': {
    about: 'Let a person sign in for a connection, in a browser or with a code on another device.',
    details:
      'For OAuth 2.0 connections with the grant authorization_code or device_code. Everbearer never sees the password: the ' +
      'server asks for it on its own pages, and hands the tokens to this computer alone. From then on they are renewed ' +
      'by themselves.',
    examples: ['everbearer sign-in portal', 'everbearer sign-in portal --no-open'],
  },
  show: {
    about: 'Show everything about one connection, except its secrets.',
    examples: ['everbearer show draw-ward-3'],
  },
  token: {
    about: 'Print a valid access token, renewing it first where needed.',
    details:
      'The token goes to standard output alone, everything else to standard error. Where the server gives shorter lives ' +
      'than asked for, the best there is comes with a warning. Hand it on through a pipe: what stands in a command line, ' +
      'as in curl -H "$(...)", every user of the computer can read. With --resource or --scope it is one beside the ' +
      'connection’s own, which stays as it is.',
    examples: [
      'everbearer token draw-ward-3',
      'everbearer token draw-ward-3 --min-ttl 10m',
      'everbearer token site-login --resource https://api.example/ --scope "api:read"',
      'everbearer token draw-ward-3 --header | curl -H @- https://draw.example/api/models/',
    ],
  },
  callbacks: {
    about: 'Show where a server calls back (OSAIS), and change it there.',
    details:
      'Prints what is set here, what the server has, and what would be sent. Only --apply sends it; "add" and "edit" never ' +
      'do. The server’s pages name more than one path for this; --at takes another one, and keeps it if it works.',
    examples: [
      'everbearer callbacks lab',
      'everbearer callbacks lab --apply',
      'everbearer callbacks lab --apply --at /v1/private/client',
    ],
  },
  ...commandsOfCrafter,
  ...commandsOfCredentials,
  ...commandLineCommands,
  ...commandsOfConsumers,
  rename: {
    about: 'Give a connection another name; programs must ask for the new one.',
    examples: ['everbearer rename draw-ward-3 draw-ward-4'],
  },
  network: {
    about: 'Show or set how calls travel: proxy, certificate authorities, a certificate of our own.',
    details:
      'With a name it is set for that connection alone, without one for all that have none of their own; "system" takes a ' +
      'setting away again. A proxy with "user@" before its host asks for the password, which is kept in the vault like ' +
      'every secret; so are certificate and key (PEM, or PKCS #12 with its passphrase). No page can set any of this.',
    examples: [
      'everbearer network',
      'everbearer network --proxy http://ada@proxy.example:3128 --except .ward.example,10.0.0.0/8',
      'everbearer network draw-ward-3 --proxy none',
      'everbearer network --authorities company-ca.pem',
      'everbearer network draw-ward-3 --certificate ward-3.p12',
    ],
  },
  restore: {
    about: 'Take back, within a minute, a removal or a change of secrets, or bring an earlier refresh token back.',
    details:
      'For a minute: while the Everbearer that did it still runs (agent, window or page). With --refresh-token: the one ' +
      'that a sign-in or a pasted one has set aside, until what took its place has renewed. The two change places, so the ' +
      'same once more undoes it; nothing is sent before the next renewal.',
    examples: ['everbearer restore draw-ward-3', 'everbearer restore portal --refresh-token'],
  },
  rejected: {
    about: 'Report that a server answered 401 to the token: it is renewed, or the server is asked about it.',
    details:
      'However many programs report the same token, it is renewed once; one that has only just been made is left alone. ' +
      'Where a token cannot be renewed it is tested. As long as the server itself has not said no, it is still handed out. ' +
      'With --resource or --scope it is the token that "everbearer token" gives with these.',
    examples: ['everbearer rejected draw-ward-3 --generation 7', 'everbearer rejected site-login --scope api:read'],
  },
  exec: {
    about: 'Run a command that finds a valid token in its environment.',
    details:
      'The command gets EVERBEARER_TOKEN and EVERBEARER_BASE_URL, which has no slash at its end: join with ' +
      '"$EVERBEARER_BASE_URL/api/health/". Its exit code is passed on. The token is valid for at ' +
      'least a minute when the command starts (see --min-ttl) and is not exchanged while it runs: at ' +
      'EVERBEARER_TOKEN_UNTIL (ISO 8601 UTC) take the next one with "everbearer token". After a 401 before that, report ' +
      'it with "everbearer rejected NAME --generation $EVERBEARER_TOKEN_GENERATION".',
    examples: [
      'everbearer exec draw-ward-3 -- python3 upload.py',
      'everbearer exec draw-ward-3 --min-ttl 1h -- ./nightly.sh',
    ],
  },
  journal: {
    about: 'Show what happened, in plain words and local time.',
    examples: ['everbearer journal', 'everbearer journal draw-ward-3 --limit 20', 'everbearer journal --follow'],
  },
  import: {
    about: 'Take connections out of a file; nothing is changed before you have seen what would change.',
    details:
      'Reads what "everbearer export" has written, the settings of a DRAW client (its database’s dump as JSON), a Postman ' +
      'environment, a kubeconfig, or an .env file. Without --yes it only shows what would happen. A sealed file, ' +
      'in either form that age writes, asks for its passphrase without showing it, or reads it as one line of standard input.',
    examples: [
      'everbearer import ward.json',
      'everbearer import ward.json --yes',
      'everbearer import .env --system draw --name draw-ward-3 --yes',
      'everbearer import moved.age --identity key.txt --yes',
    ],
  },
  export: {
    about: 'Write connections to standard output: settings alone, or sealed with their secrets.',
    details:
      'Without --sealed no secret is written; the empty places can be filled in before the file is imported elsewhere. ' +
      '--sealed encrypts for a passphrase (asked for twice without being shown, or read as one line of standard input) or, ' +
      'with --recipient, for an age public key; --to seals for each workstation of a list. Refresh tokens stay here, since two computers cannot share one, unless --move ' +
      'takes them along: then the connections are paused here, which it asks for with --yes.',
    examples: [
      'everbearer export > settings.json',
      'everbearer export draw-ward-3 --sealed > ward.age',
      'everbearer export draw-ward-3 --sealed --move --yes > ward.age',
      'everbearer export --recipient age1... > all.age',
    ],
  },
  enroll: {
    about: 'Make this workstation one that its site can bring connections to, sealed and signed.',
    details:
      'Prints what others seal for: a line for the file of "export --to". Nothing but the vault has the other half. ' +
      'Bundles are taken from those alone who are trusted with --trust, by the signer that "everbearer enroll" shows them.',
    examples: [
      'everbearer enroll >> recipients.txt',
      'everbearer enroll --trust evb-signer-...',
      'everbearer export draw --to recipients.txt > ward.bundle',
    ],
  },
  ...commandsOfTheFleet,
  vault: { about: 'See where secrets are kept; unlock it, or move them elsewhere.' },
  'vault status': {
    about: 'Show which vault is in use and whether it is open.',
    examples: ['everbearer vault status'],
  },
  'vault unlock': {
    about: 'Unlock the vault; the keychain may ask, the encrypted file wants its passphrase.',
    details:
      'The passphrase is asked for without being shown, or read from EVERBEARER_PASSPHRASE_FILE, EVERBEARER_PASSPHRASE, ' +
      'or one line of standard input.',
    examples: ['everbearer vault unlock', 'everbearer vault unlock < passphrase.txt'],
  },
  'vault move': {
    about:
      'Choose where secrets are kept, or move them all: keychain, file, memory, or shared with other workstations.',
    details:
      'Everything is copied and read back before the old place is emptied. The passphrase of a file is asked for twice ' +
      'without being shown, or read from EVERBEARER_PASSPHRASE_FILE, EVERBEARER_PASSPHRASE, or one line of standard input. ' +
      'What is moved to memory is gone when the Everbearer that runs ends: that needs --yes, and one that stays running.',
    examples: ['everbearer vault move file', 'everbearer vault move shared --etcd https://etcd.example:2379'],
  },
  'vault passphrase': {
    about: 'Change the passphrase of the encrypted file.',
    details:
      'The present one is asked for first, unless EVERBEARER_PASSPHRASE_FILE or EVERBEARER_PASSPHRASE gives it; then the new ' +
      'one twice, without being shown. From standard input one line is read for each.',
    examples: ['everbearer vault passphrase'],
  },
  ...commandsOfSettings,
  systems: {
    about: 'Show the kinds of API that Everbearer knows: fields, defaults, pitfalls, and an example to start from.',
    examples: ['everbearer systems', 'everbearer systems draw', 'everbearer systems --json'],
  },
  doctor: {
    about: 'Look at everything that could be in the way: vault, files, clock, proxy, each server.',
    details:
      'Reads and writes nothing of yours. With --save it shows a support file first: settings, findings and the last ' +
      'journal entries, without tokens, secrets, client IDs or your name; then it saves it where you said.',
    examples: ['everbearer doctor', 'everbearer doctor --json', 'everbearer doctor --save support.json'],
  },
  open: {
    about: 'Show all connections in the window, or where there is none in your browser, and keep their tokens fresh.',
    details:
      'Where there is no window it says why. The page is then served on this computer alone, and ends with this ' +
      'command: Ctrl-C.',
    examples: ['everbearer open'],
  },
  serve: {
    about: 'Serve the page on this computer alone, until it is stopped.',
    details:
      'The first line on standard output is the address. It lets one browser in, once, within a minute; press Enter for ' +
      'another one. Through ssh, hand the port on: ssh -L 4711:127.0.0.1:4711 HOST everbearer serve --port 4711 --no-open',
    examples: ['everbearer serve', 'everbearer serve --port 4711 --no-open'],
  },
  demo: {
    about: 'Watch a token being kept fresh: a made-up server, a connection to it, and a live view.',
    details:
      'Everything is made up and stays on this computer: the server listens on 127.0.0.1, the vault is memory, and ' +
      'nothing is left behind. Stop it with Ctrl-C.',
    examples: ['everbearer demo', 'everbearer demo --for 1m'],
  },
} as const satisfies Record<string, CommandText>

export const options = {
  ...commandLineOptions,
  from: 'the JSON file to read, or - for standard input',
  allowOrigin: 'let stored secrets go to this origin too, such as https://login.example',
  json: 'print one JSON object, times in ISO 8601 UTC',
  generation: 'which token it was, as "token --json" tells it (the one handed out now unless given)',
  minTtl: 'how long the token must still be valid, such as 60s, 5m or 2h (60s unless given)',
  header: 'print it as a header line: Authorization: Bearer ...',
  kubectl: 'print it as kubectl reads it from an exec plugin (ExecCredential)',
  yes: 'mean it',
  ...optionsOfConsumers,
  proxy: 'an address such as http://proxy.example:3128, none, or system',
  except: 'hosts that are reached without the proxy, as in NO_PROXY',
  authorities: 'a PEM file of authorities to be trusted too, or system',
  certificate: 'a PEM or PKCS #12 file to be shown to servers that ask for it, or none',
  certificateKey: 'the file with its key, where that is apart',
  importFile: 'the file to read, - for standard input, a folder of bundles, or the https address of one',
  importPreview: 'only show what would happen, and end well',
  importName: 'what to call it, where the file has one connection',
  importSystem: 'its system, where the file does not say',
  identity: 'a file with the age identity that opens a sealed file',
  earlierRefreshToken: 'bring the earlier refresh token back, in place of the present one',
  exportNames: 'which connections; all unless given',
  sealed: 'with secrets, encrypted',
  recipient: 'encrypt for this age public key instead of a passphrase',
  to: 'encrypt for the workstations in this file (a line each, as "enroll" prints it), as a bundle that this one signs',
  ...optionsOfTheFleet,
  trust: 'take bundles of this signer',
  distrust: 'take no more bundles of this signer',
  move: 'take refresh tokens along and pause the connections here',
  ping: 'call the free ping AI and follow it to its end (OSAIS)',
  apply: 'change it at the server',
  at: 'the path to use, another of the documented ones',
  tokenFrom: 'the JSON file with the token, or - for standard input',
  handle: 'what stands for the token’s ID, see "everbearer crafter list"',
  as: 'the name of the connection to make of it',
  itself: 'also when it is the token of this very connection',
  follow: 'go on and print what happens, until stopped',
  limit: 'how many of the newest entries (50 unless given)',
  for: 'end by itself after this time, such as 30s',
  port: 'the port to listen on (any free one unless given)',
  noOpen: 'only print the address',
  noOpenSignIn: 'only print the address, and open no browser',
  save: 'show a support file and save it here',
  help: 'show this help',
  verbose: 'tell on standard error what is done, hop by hop',
  version: 'show the version',
  name: 'the connection’s name, see "everbearer list"',
  newName: 'the name it gets',
  command: 'the command and its arguments, after two hyphens',
  kind: 'keychain, file, memory or shared',
  key: 'the setting’s name, see "everbearer settings get"',
  value: 'its new value',
  system: 'one system only, such as draw',
} as const
