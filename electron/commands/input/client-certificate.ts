import type { Input } from '../../../shared/api/contract/contract.ts'
import { faultOf } from '../../../shared/fault.ts'
import type { CommandContext } from '../context.ts'

/** A certificate of one's own as the contract takes it: PEM with its key in it or apart, or PKCS #12. */
export type TypedClient = NonNullable<Input<'network.set'>['change']['client']>

const LIMIT = 65_536

/** Raises the faults of reading the files; what is in them the keeper judges. */
export async function readClientCertificate(
  { terminal }: Pick<CommandContext, 'terminal'>,
  file: string,
  key: string | undefined,
): Promise<TypedClient> {
  const base64 = await terminal.readBase64(file, LIMIT)
  const text = Buffer.from(base64, 'base64').toString('latin1')
  if (!text.includes('-----BEGIN ')) return { form: 'pkcs12', certificate: base64 }
  return { form: 'pem', certificate: text, key: key === undefined ? key : (await terminal.read(key, LIMIT)).text }
}

/** A key that is encrypted wants its passphrase; only the keeper finds out, so it is asked once more with it. */
export async function withItsPassphrase<Answer>(
  { terminal, texts }: Pick<CommandContext, 'terminal' | 'texts'>,
  client: TypedClient | undefined,
  send: (client: TypedClient | undefined) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await send(client)
  } catch (thrown) {
    if (faultOf(thrown).code !== 'client_passphrase_needed' || client === undefined) throw thrown
    const passphrase = await terminal.askSecret(texts.words.askCertificate)
    if (passphrase === null) throw thrown
    return send({ ...client, passphrase: passphrase.reveal() })
  }
}
