import type { CommandText } from '../../command-text.ts'

/** Help of "credential" and the commands below it. */
export const commandsOfCredentials = {
  credential: {
    about: 'Hand tokens to programs that ask for credentials in a way of their own.',
    details: 'Each is set up once, in that program’s own settings; docs/credentials.md has the lines to copy.',
    examples: [
      'everbearer credential kubectl cluster',
      'everbearer credential git forge get',
      'everbearer credential curl draw-ward-3 /api/health/ | curl --config -',
    ],
  },
  'credential kubectl': {
    about: 'Answer kubectl as one of its exec plugins (ExecCredential), in the version that it asks for.',
    examples: ['everbearer credential kubectl cluster'],
  },
  'credential git': {
    about: 'Answer git as a credential helper, for the connection’s own server alone.',
    details:
      'git adds the operation (get, store or erase) by itself. For every other server it says nothing, and git asks its next ' +
      'helper. After a 401 git erases: the token is then reported as with "rejected".',
    examples: ['git config --global credential.https://forge.example.helper "!everbearer credential git forge"'],
  },
  'credential curl': {
    about: 'Print a configuration for "curl --config -" that carries the token, and if you like the address.',
    details: 'An address without a host is one below the base URL; one elsewhere is refused.',
    examples: [
      'everbearer credential curl draw-ward-3 /api/health/ | curl --config -',
      'everbearer credential curl draw-ward-3 | curl --config - https://draw.example/api/health/',
    ],
  },
  'credential docker': {
    about: 'Answer Docker as a credential helper: the connection is the one whose base URL has the registry’s host.',
    details:
      'Docker runs a program named docker-credential-everbearer; docs/credentials.md says how to make one. Nothing is stored or ' +
      'listed: connections are kept with "add".',
    examples: ['echo registry.example | everbearer credential docker get'],
  },
  'credential aws': {
    about: 'Print the token in the shape of an AWS credential_process.',
    details:
      'For servers that speak S3 and take a token as secret and session token. AWS itself takes none: give it a web identity, ' +
      'with a file of "credential sink".',
    examples: ['everbearer credential aws store'],
  },
  'credential sink': {
    about: 'Keep a file with the valid token, for a program that can read nothing else.',
    details:
      'The token lies there in plain, for your user alone (0600), for as long as this runs; the file is replaced as a whole with ' +
      'each new token, which prints a line, and removed at the end. A process that is killed leaves it there.',
    examples: ['everbearer credential sink ward-3 --to ~/.cache/ward-3.token'],
  },
} as const satisfies Readonly<Record<string, CommandText>>
