import type { CommandText } from '../command-text.ts'

/** Help for programs with a key. */
export const commandsOfConsumers = {
  consumers: {
    about: 'Give programs a key of their own, see who has one, take it away.',
    details:
      'For programs that cannot open the local socket (containers), and for those that cannot be changed: with a key they get ' +
      'tokens on 127.0.0.1, or send their calls through /g/NAME/. The port is closed until "settings set consumers.port" ' +
      'opens it.',
    examples: [
      'everbearer consumers add uploader --for draw-ward-3',
      'everbearer consumers list',
      'everbearer consumers revoke uploader',
    ],
  },
  'consumers add': {
    about: 'Make a key for a program, and print it: it is shown once.',
    details:
      'The key goes to standard output alone, everything else to standard error. It opens the named connections and no ' +
      'others, and not one of their secrets but the access token. With --resource or --scope it gets tokens for those ' +
      'alone (RFC 8707), asked of the server for it, where the connection’s server can do that. A program that is led through ' +
      '/g/NAME/ and asks for no token gets its key with --gateway-only: whoever reads that key in a log can fetch no token with it.',
    examples: [
      'everbearer consumers add uploader --for draw-ward-3',
      'everbearer consumers add draw-client --for draw-ward-3 --gateway-only',
      'everbearer consumers add nightly --for draw-ward-3,cluster --json',
      'everbearer consumers add reader --for site-login --resource https://api.example/ --scope "api:read"',
    ],
  },
  'consumers list': {
    about: 'Show which programs have a key, what each may use, and when it last came.',
    examples: ['everbearer consumers list', 'everbearer consumers list --json'],
  },
  'consumers revoke': {
    about: 'Take a program’s key away, at once; what it holds open is cut.',
    examples: ['everbearer consumers revoke uploader'],
  },
} as const satisfies Record<string, CommandText>

export const optionsOfConsumers = {
  consumer: 'the consumer’s name: small letters, digits and hyphens',
  forConnections: 'the connections that it may use, with commas between them',
  resource: 'one for this resource alone, a whole URI (RFC 8707), where the server gives such',
  scope: 'one with this scope, words with a space between them, where the server gives such',
  resourceGiven: 'its tokens are for this resource alone, a whole URI; several times for one of several',
  gatewayOnly: 'its calls go through /g/NAME/, and no token is handed out to it',
  scopeGiven: 'its tokens have this scope at most, words with a space between them',
} as const

/** What these commands print around the facts. */
export const wordsOfConsumers = {
  consumerAdded:
    'This key is shown once, and opens {connections} for whoever has it. Hand it on through a file or a pipe. A program that writes its addresses or its token into a log writes the key too: made with "--gateway-only" it fetches no token. "everbearer consumers revoke {consumer}" ends it.',
  consumerAddedGateway:
    'This key is shown once, and sends calls through the gateway to {connections} for whoever has it; it fetches no token. Hand it on through a file or a pipe; "everbearer consumers revoke {consumer}" ends it.',
  consumerGatewayOnly: 'through the gateway alone',
  consumerRevoked: 'The key of {consumer} opens nothing any more.',
  consumersNone: 'No program has a key yet.',
  consumerNever: 'never seen',
  consumerSeen: 'last seen {at}',
  consumersClosed:
    'The port for consumers is closed: "everbearer settings set consumers.port 4711" opens it here, consumers.address 0.0.0.0:8443 for other computers.',
  consumersAt: 'Consumers come to {at}.',
  consumersUntil: 'The certificate there counts until {at}.',
  consumersLater: 'Consumers come to {at} as soon as an agent, window or page of Everbearer runs.',
} as const
