/**
 * glewlwyd as its Debian package brings it: OpenID Connect with refresh tokens that count once, one person (`ada`), a
 * public client (`desk`) and one with a secret (`machine`). What it keeps is one sqlite file.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cookieBrowser } from './cookie-browser.ts'

export const BACK = 'http://127.0.0.1:18932/back'
const PERSON = { username: 'ada', password: 'a password for tests' }
const PROGRAM = '/usr/bin/glewlwyd'
const TABLES = '/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3'

export const needs = { needs: PROGRAM, debianPackage: 'glewlwyd' }

/** Files of its own in `folder`, then the program and its words. */
export function command(port: number, folder: string): readonly [string, ...string[]] {
  const path = (name: string) => join(folder, name)
  if (!existsSync(path('db'))) {
    const program = 'import sqlite3, sys; sqlite3.connect("db").executescript(open(sys.argv[1]).read())'
    execFileSync('/usr/bin/python3', ['-c', program, TABLES], { cwd: folder })
  }
  const settings = {
    bind_address: '127.0.0.1',
    external_url: `http://127.0.0.1:${port}`,
    login_url: 'login.html',
    api_prefix: 'api',
    log_mode: 'console',
    log_level: 'WARNING',
    session_key: 'SESSION',
    admin_scope: 'g_admin',
    profile_scope: 'g_profile',
    user_module_path: '/usr/lib/glewlwyd/user',
    client_module_path: '/usr/lib/glewlwyd/client',
    user_auth_scheme_module_path: '/usr/lib/glewlwyd/scheme',
    plugin_module_path: '/usr/lib/glewlwyd/plugin',
    // It wants to be told of files that it does not open.
    secure_connection_key_file: '/none',
    secure_connection_pem_file: '/none',
    secure_connection_ca_file: '/none',
    hash_algorithm: 'SHA512',
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name}="${value}"`)
  const rest = `port=${port}\ncookie_secure=0\nuse_secure_connection=false`
  writeFileSync(path('conf'), `${lines.join('\n')}\n${rest}\ndatabase = { type = "sqlite3", path = "${path('db')}" }\n`)
  return [PROGRAM, `--config-file=${path('conf')}`]
}

const OIDC = {
  'jwt-type': 'sha',
  'jwt-key-size': '256',
  key: 'a key for tests alone',
  'access-token-duration': 300,
  'refresh-token-duration': 86_400,
  'code-duration': 600,
  'refresh-token-rolling': true,
  'refresh-token-one-use': 'always',
  'allow-non-oidc': true,
  'auth-type-code-enabled': true,
  'auth-type-client-enabled': true,
  'auth-type-refresh-enabled': true,
  'allowed-scope': ['openid', 'read'],
  'pkce-allowed': true,
  'introspection-revocation-allowed': true,
  'introspection-revocation-allow-target-client': true,
  'subject-type': 'public',
}

/** Over its own calls, as its pages make them. */
function caller(base: string) {
  const browser = cookieBrowser(BACK)
  const call = (path: string, body: object, method = 'POST') =>
    browser.open(`${base}/api/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return { browser, call }
}

/** What an administrator sets up once. */
export async function setUp(base: string): Promise<void> {
  const { call } = caller(base)
  await call('auth/', { username: 'admin', password: 'password' })
  const parameters = { ...OIDC, iss: `${base}/api/oidc` }
  await call('mod/plugin/', { module: 'oidc', name: 'oidc', display_name: 'OIDC', enabled: true, parameters })
  await call('scope/', { name: 'read', display_name: 'Reading', password_required: false, scheme: {} })
  await call('user/', { ...PERSON, name: 'Ada', enabled: true, scope: ['openid', 'read'] })
  const client = { enabled: true, scope: ['openid', 'read'] }
  await call('client/', {
    ...client,
    client_id: 'desk',
    name: 'Desk',
    confidential: false,
    redirect_uri: [BACK],
    authorization_type: ['code', 'refresh_token'],
    token_endpoint_auth_method: ['none'],
  })
  await call('client/', {
    ...client,
    client_id: 'machine',
    name: 'Machine',
    confidential: true,
    client_secret: 'the-secret-of-the-machine',
    redirect_uri: [],
    authorization_type: ['client_credentials'],
    token_endpoint_auth_method: ['client_secret_basic'],
  })
}

/** A person signs in, agrees, and is sent back. */
export async function visit(base: string, address: string): Promise<string> {
  const { browser, call } = caller(base)
  await call('auth/', PERSON)
  await call('auth/grant/desk', { scope: 'openid read' }, 'PUT')
  return (await browser.open(`${address}&g_continue`)).url
}

/** As an administrator does on its pages: no refresh token counts any more. */
export function endSessions(folder: string): void {
  const sql = 'UPDATE gpo_refresh_token SET gpor_enabled = 0'
  const program = `import sqlite3; c = sqlite3.connect("db", 10); c.execute(${JSON.stringify(sql)}); c.commit()`
  execFileSync('/usr/bin/python3', ['-c', program], { cwd: folder })
}
