import { jsonIn } from '../../../shared/encoding/json-text.ts'
import { raise } from '../../../shared/fault.ts'

const GROUP = 'client.authentication.k8s.io'
const API_VERSIONS = ['v1', 'v1beta1', 'v1alpha1'].map((version) => `${GROUP}/${version}`)
const [NEWEST = ''] = API_VERSIONS

/**
 * What kubectl reads of an exec plugin, in the version that it asks for (`execInfo` is KUBERNETES_EXEC_INFO, which kubectl
 * sets; older ones refuse every other version). It asks again when the end has come. Raises exec_credential_unknown.
 */
export function execCredential(token: string, expiresAt: string | null, execInfo: string | undefined): string {
  const apiVersion = execInfo ? versionAskedIn(execInfo) : NEWEST
  if (!API_VERSIONS.includes(apiVersion)) raise('exec_credential_unknown', { known: API_VERSIONS.join(', ') })
  const end = expiresAt === null ? {} : { expirationTimestamp: expiresAt }
  return JSON.stringify({ apiVersion, kind: 'ExecCredential', status: { token, ...end } })
}

function versionAskedIn(text: string): string {
  const info = jsonIn(text)
  const version = typeof info === 'object' && info !== null && 'apiVersion' in info ? info.apiVersion : ''
  return String(version)
}
