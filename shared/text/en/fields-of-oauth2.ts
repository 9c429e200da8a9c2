import type { FieldText } from '../texts.ts'

/** What an OAuth 2.0 connection is filled in with. */
export const oauth2 = {
  'oauth2.baseUrl': { label: 'Base URL', help: 'The address of the API; programs get it together with the token.' },
  'oauth2.grant': {
    label: 'Grant',
    help: 'A person signs in (authorization_code, device_code), a refresh token was pasted, or the client has its own secret or key.',
    choices: {
      authorization_code: {
        label: 'A person, who signs in here',
        help: 'In this computer’s browser, once; from then on it renews itself.',
      },
      device_code: {
        label: 'A person, who signs in elsewhere',
        help: 'With a code, on a phone or another computer.',
      },
      client_credentials: { label: 'The client itself', help: 'With a secret or a key of its own; nobody signs in.' },
      refresh_token: {
        label: 'Somebody has given it already',
        help: 'A refresh token is there, to be pasted.',
      },
    },
  },
  'oauth2.clientAuth': {
    label: 'Client authentication',
    help: 'How it proves itself: secret in a header (basic) or in the form (post), none, or signed with a key (private_key_jwt).',
    choices: {
      basic: { label: 'its secret, in a header (basic)' },
      post: { label: 'its secret, in the form (post)' },
      none: { label: 'nothing, as public clients do (none)' },
      private_key_jwt: { label: 'a signature with its key (private_key_jwt)' },
    },
  },
  'oauth2.issuer': {
    label: 'Issuer',
    help: 'The server’s own name for itself, an address; it then tells all endpoints, and none needs to be set.',
  },
  'oauth2.redirectUri': {
    label: 'Redirect address',
    help: 'Only where the server wants a certain one: http://127.0.0.1 or http://localhost, with its port and path.',
  },
  'oauth2.scope': { label: 'Scope', help: 'What the token is for, in the server’s words, separated by spaces.' },
  'oauth2.handOut': {
    label: 'Token for programs',
    help: 'Which token programs get: the access token, or the ID token (id) where an API knows no other, such as Kubernetes.',
    choices: { access: { label: 'the access token' }, id: { label: 'the ID token' } },
  },
  'oauth2.resource': { label: 'Resource', help: 'The API that the token is meant for, where the server asks for it.' },
  'oauth2.audience': { label: 'Audience', help: 'The same under another name, at some servers.' },
  'oauth2.extra': {
    label: 'Extra parameters',
    help: 'Further fields of the token request, or of the sign-in where a person signs in, such as {"tenant": "a"}.',
  },
  'oauth2.tokenRequest': {
    label: 'Token request',
    help: 'Written as a form (the standard) or as JSON. With auto, a server that refuses the one is asked in the usual others.',
    choices: {
      auto: { label: 'whatever the server understands (auto)' },
      form: { label: 'a form, as the standard has it' },
      json: { label: 'JSON' },
    },
  },
  'oauth2.requestFields': {
    label: 'Names in the request',
    help: 'What the server calls the fields, such as {"refresh_token": "refresh"}; an empty name leaves a field out.',
  },
  'oauth2.replyFields': {
    label: 'Names in the reply',
    help: 'Where its tokens stand, such as {"access_token": "data.access"}; access, token and refresh are found without.',
  },
  'oauth2.clientSecret': { label: 'Client secret', help: 'Needed for client credentials; a public client has none.' },
  'oauth2.privateKey': {
    label: 'Private key',
    help: 'Only for private_key_jwt: PKCS #8 (PEM) or a JWK, with its kid where the server tells keys apart.',
  },
  'oauth2.endpoints.token': {
    label: 'Token endpoint',
    help: 'A path after the base URL, or a whole address elsewhere; not needed where an issuer is set.',
  },
  'oauth2.endpoints.authorization': {
    label: 'Authorization endpoint',
    help: 'Where people sign in; not needed where an issuer is set.',
  },
  'oauth2.endpoints.device': {
    label: 'Device endpoint',
    help: 'Where codes for another device come from; not needed where an issuer is set.',
  },
  'oauth2.endpoints.revocation': {
    label: 'Revocation endpoint',
    help: 'Told that the session is over when this connection is removed; not needed where an issuer is set.',
  },
  'oauth2.endpoints.introspection': {
    label: 'Introspection endpoint',
    help: 'Says whether a token counts; used by "test" where there is a client secret.',
  },
  'oauth2.endpoints.proof': {
    label: 'Proof endpoint',
    help: 'Any call of the API that needs a token; used by "test" alone.',
  },
} as const satisfies Record<string, FieldText>
