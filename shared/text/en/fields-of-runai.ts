import type { FieldText } from '../texts.ts'

/** What a Run:AI connection is filled in with. */
export const runai = {
  'runai.baseUrl': { label: 'Base URL', help: 'The address of the web page, without /api and without /auth.' },
  'runai.clientId': {
    label: 'Client ID',
    help: 'As shown when the client was created; in older versions the application’s name.',
  },
  'runai.tokenRequest': {
    label: 'Token request',
    help: 'auto tries from new to old and remembers what worked; app-token is for versions 2.17 and 2.18, keycloak up to 2.16.',
    choices: {
      auto: { label: 'whatever the server understands (auto)' },
      keycloak: { label: 'at its Keycloak (keycloak), up to 2.16' },
      'app-token': { label: 'as an application (app-token), 2.17 and 2.18' },
      'client-credentials-v1': { label: 'client credentials (v1), 2.19 to 2.22' },
      'oauth-v2': { label: 'OAuth (v2), newer servers' },
    },
  },
  'runai.realm': {
    label: 'Realm',
    help: 'Only for keycloak: in the server’s settings under Researcher authentication.',
  },
  'runai.bearer': {
    label: 'Bearer',
    help: 'Which token of the answer counts; id_token only where the server’s people say so.',
    choices: { access_token: { label: 'the access token' }, id_token: { label: 'the ID token' } },
  },
  'runai.clientSecret': {
    label: 'Client secret',
    help: 'Shown once, when the client was created; making a new one there ends the old one at once.',
  },
  'runai.accessToken': {
    label: 'Access token',
    help: 'Only instead of a client secret: a token that ends within a day and is not renewed.',
  },
  'runai.endpoints.token': { label: 'Token endpoint', help: 'Left empty, each way to ask has its own.' },
  'runai.endpoints.proof': { label: 'Access rules endpoint', help: 'The client’s own access rules; used by "test".' },
  'runai.endpoints.clusters': {
    label: 'Clusters endpoint',
    help: 'Used by "test" where there are no access rules yet.',
  },
} as const satisfies Record<string, FieldText>
