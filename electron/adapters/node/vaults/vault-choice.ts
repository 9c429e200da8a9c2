import { join } from 'node:path'
import { z } from 'zod'
import { foreignVersion } from '../../../../shared/connections/version-steps.ts'
import { jsonIn } from '../../../../shared/encoding/json-text.ts'
import { FaultError, fault, raise } from '../../../../shared/fault.ts'
import { VAULT_KINDS } from '../../../../shared/vault-kind.ts'
import { errorCode } from '../error-code.ts'
import { writeAtomically } from '../files/atomic-write.ts'
import { isAbsent, isWrongKind } from '../files/file-fault.ts'
import { unusable } from '../files/state-folder-faults.ts'
import { readStoredText } from '../files/stored-file.ts'

/** Which vault was chosen last, and which one the secrets were moved from. No secret. */
export type VaultChoice = z.infer<typeof choiceSchema>

/** Left out by the first version, which is still the one of today. */
const CHOICE_VERSION = 1

const choiceSchema = z.object({
  version: z.literal(CHOICE_VERSION).optional(),
  vault: z.enum([...VAULT_KINDS, 'shared']),
  movedFrom: z.enum([...VAULT_KINDS, 'shared']).optional(),
  /** With `shared`: the kind of this workstation's local vault. */
  beside: z.enum(['keychain', 'file']).optional(),
  /** The keychain's service name, and the folder's path when it was made (keychain-service.ts). */
  service: z.string().optional(),
  folder: z.string().optional(),
})

/**
 * Null when nothing was chosen yet. Of another version it raises file_newer {path, version, reads}. A file that cannot be
 * understood raises vault_choice_unknown {why: 'file', path}: to guess could open another vault, which would look as if
 * everything were lost.
 */
export async function readVaultChoice(stateFolder: string): Promise<VaultChoice | null> {
  const path = choicePath(stateFolder)
  let text: string
  try {
    text = await readStoredText(path)
  } catch (thrown) {
    if (isAbsent(thrown)) return null
    if (isWrongKind(thrown)) raise('vault_choice_unknown', { why: 'file', path })
    const params = { why: 'kept', path, detail: errorCode(thrown) }
    throw new FaultError(fault('file_unreadable', params), { cause: thrown })
  }
  const content = jsonIn(text)
  const version = foreignVersion(content, { current: CHOICE_VERSION })
  if (version !== null) raise('file_newer', { path, version, reads: CHOICE_VERSION })
  return choiceSchema.safeParse(content).data ?? raise('vault_choice_unknown', { why: 'file', path })
}

export async function writeVaultChoice(stateFolder: string, choice: VaultChoice): Promise<void> {
  const path = choicePath(stateFolder)
  try {
    await writeAtomically(path, `${JSON.stringify(choice)}\n`)
  } catch (thrown) {
    throw unusable(path, thrown)
  }
}

export function choicePath(stateFolder: string): string {
  return join(stateFolder, 'vault-choice.json')
}
