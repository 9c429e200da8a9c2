import type { Preset } from '../preset.ts'

/**
 * Well-known servers, with what each of them needs to hand out a refresh token to a program on a workstation. Words in
 * capitals are a person's to replace; a draft that still holds one is refused (shared/systems/oauth2/mistakes.ts).
 */
export const OAUTH2_PRESETS: readonly Preset[] = [
  {
    id: 'keycloak',
    title: 'Keycloak',
    settings: {
      issuer: 'https://HOST/realms/REALM',
      grant: 'authorization_code',
      clientAuth: 'none',
      // Without offline_access the session ends with the browser's.
      scope: 'openid offline_access',
    },
  },
  {
    id: 'auth0',
    title: 'Auth0',
    settings: {
      // The slash at the end is part of it.
      issuer: 'https://TENANT.auth0.com/',
      grant: 'authorization_code',
      clientAuth: 'none',
      scope: 'openid offline_access',
      // Without an audience the access token is good for nothing but Auth0 itself.
      audience: 'API-IDENTIFIER',
    },
  },
  {
    id: 'okta',
    title: 'Okta',
    settings: {
      issuer: 'https://ORGANISATION.okta.com/oauth2/default',
      grant: 'authorization_code',
      clientAuth: 'none',
      scope: 'openid offline_access',
    },
  },
  {
    id: 'entra',
    title: 'Microsoft Entra ID',
    settings: {
      issuer: 'https://login.microsoftonline.com/TENANT-ID/v2.0',
      grant: 'authorization_code',
      clientAuth: 'none',
      scope: 'openid offline_access api://APPLICATION-ID/.default',
      // Any port, but only under this name ("Mobile and desktop applications").
      redirectUri: 'http://localhost',
    },
  },
  {
    id: 'google',
    title: 'Google',
    settings: {
      issuer: 'https://accounts.google.com',
      grant: 'authorization_code',
      // Its desktop clients have a secret, which is none and must be sent all the same.
      clientAuth: 'post',
      scope: 'openid SCOPE',
      // Else there is no refresh token, or only at the very first sign-in.
      extra: { access_type: 'offline', prompt: 'consent' },
    },
  },
  {
    id: 'gitlab',
    title: 'GitLab',
    settings: {
      issuer: 'https://gitlab.com',
      grant: 'authorization_code',
      clientAuth: 'none',
      scope: 'openid read_api',
    },
  },
]
