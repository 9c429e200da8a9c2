import { hostname } from 'node:os'
import type { VaultStatus } from '../../../shared/api/contract/contract.ts'
import { raise } from '../../../shared/fault.ts'
import { type CommandContext, withBridge } from '../context.ts'
import {
  type ClientCertificateInput,
  readClientCertificate,
  withPassphraseIfNeeded,
} from '../input/client-certificate.ts'
import { fileText } from '../input/file-text.ts'
import { raiseUsage } from '../input/usage-fault.ts'
import { currentPassphrase } from './passphrase-input.ts'

/** What "vault move shared" takes beside its kind. */
export type SharedOptions = {
  readonly etcd?: string
  readonly user?: string
  readonly passwordFile?: string
  readonly authorities?: string
  readonly certificate?: string
  readonly key?: string
  readonly begin?: boolean
  readonly as?: string
}

const PASSWORD_LIMIT = 4_096
const AUTHORITIES_LIMIT = 1_000_000

/** `wasShared`: it was shared before, and only the access to the store changed. */
type MoveResult = { readonly after: VaultStatus; readonly wasShared: boolean }

/** The password is asked for without being shown, or read from a file or a line of standard input: never a word. */
export async function moveToShared(context: CommandContext, options: SharedOptions): Promise<MoveResult> {
  const { etcd = raise('etcd_address', { why: 'none' }), user, begin = false, as: name = hostname() } = options
  const password = user === undefined ? undefined : await passwordFor(context, options.passwordFile)
  const authorities =
    options.authorities === undefined ? undefined : await fileText(context, options.authorities, AUTHORITIES_LIMIT)
  const certificate = await certificateFrom(context, options)
  return withBridge(context, async (bridge) => {
    const { kind } = await bridge.call('vault.status', {})
    const passphrase = kind === 'file' ? await currentPassphrase(context) : null
    const join = (client: ClientCertificateInput | undefined) =>
      bridge.call('fleet.join', {
        ...{ client, etcd, begin, name: name.slice(0, 64), user, password, authorities },
        passphrase: passphrase?.reveal(),
      })
    return { after: await withPassphraseIfNeeded(context, certificate, join), wasShared: kind === 'shared' }
  })
}

async function certificateFrom(
  context: CommandContext,
  { certificate, key }: SharedOptions,
): Promise<ClientCertificateInput | undefined> {
  if (key !== undefined && certificate === undefined)
    raiseUsage('missing_option', { word: '--certificate', command: 'vault move' })
  return certificate === undefined ? undefined : readClientCertificate(context, certificate, key)
}

async function passwordFor(context: CommandContext, file: string | undefined): Promise<string> {
  if (file !== undefined) return (await fileText(context, file, PASSWORD_LIMIT)).replace(/\r?\n$/, '')
  const typed = await context.terminal.askSecret(context.texts.words.askEtcdPassword)
  return typed?.reveal() ?? raise('store_refused', { detail: 'password' })
}
