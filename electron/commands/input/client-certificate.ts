import type { Input } from '../../../shared/api/contract/contract.ts'
import { faultOf } from '../../../shared/fault.ts'
import type { CommandContext } from '../context.ts'

/** A certificate of one's own as the contract takes it: PEM with its key in it or apart, or PKCS #12. */
export type ClientCertificateInput = NonNullable<Input<'network.set'>['change']['client']>

const LIMIT = 65_536

/** Raises the faults of reading the files; what is in them the keeper judges. */
export async function readClientCertificate(
  { terminal }: Pick<CommandContext, 'terminal'>,
  file: string,
  key: string | undefined,
): Promise<ClientCertificateInput> {
  const base64 = await terminal.readBase64(file, LIMIT)
  const text = Buffer.from(base64, 'base64').toString('latin1')
  if (!text.includes('-----BEGIN ')) return { form: 'pkcs12', certificate: base64 }
  return { form: 'pem', certificate: text, key: key === undefined ? key : (await terminal.read(key, LIMIT)).text }
}

/** Only the keeper finds out that a key is encrypted: then its passphrase is asked for and the call repeated. */
export async function withPassphraseIfNeeded<Answer>(
  { terminal, texts }: Pick<CommandContext, 'terminal' | 'texts'>,
  client: ClientCertificateInput | undefined,
  send: (client: ClientCertificateInput | undefined) => Promise<Answer>,
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
