/** Connections to servers that are never there, for commands whose input is what matters. */
const secrets = { accessToken: 'a-token-of-nobody', refreshToken: 'another-of-nobody' }

export const oauthEntry = {
  name: 'ward',
  system: 'oauth2',
  settings: { baseUrl: 'http://127.0.0.1:9/', clientId: 'ward', endpoints: { token: '/token' } },
  secrets,
}

export const crafterEntry = {
  name: 'desk',
  system: 'crafter',
  settings: { baseUrl: 'http://127.0.0.1:9/crafter-profile/', expiresAt: '2099-01-01T00:00:00Z' },
  secrets: { accessToken: 'a-master-token-of-nobody' },
}
