import { type Fault, FaultError, fault } from '../../../shared/fault.ts'
import { FAULT_KIND } from '../../../shared/faults/fault-kind.ts'
import { type Bundle, readBundle } from '../../../shared/import-export/bundle.ts'
import { FILE_LIMIT } from '../../../shared/import-export/import-source.ts'
import type { ImportPlan } from '../../../shared/import-export/planned-import.ts'
import type { Terminal } from '../../adapters/node/terminal/terminal.ts'

/** The text is read again for its import: all files of the folder together may be larger than memory. */
type FoundBundle = Pick<Bundle, 'signer' | 'signedAt'> & { readonly file: string }

/** `passedOver`: what could not be looked into, or is a bundle that cannot be read. */
export type FolderOfBundles = {
  readonly folder: string
  readonly found: readonly FoundBundle[]
  readonly passedOver: readonly Fault[]
}

/** All bundles in a folder, the newest first; null where it is no folder. Other files are ignored. */
export async function bundlesIn(
  terminal: Pick<Terminal, 'filesIn' | 'read'>,
  folder: string,
): Promise<FolderOfBundles | null> {
  const files = await terminal.filesIn(folder)
  if (files === null) return null
  const found: FoundBundle[] = []
  const passedOver: Fault[] = []
  for (const file of files) {
    const one = await bundleAt(terminal, file)
    if (one !== null && 'code' in one) passedOver.push(one)
    else if (one !== null) found.push(one)
  }
  return { folder, found: found.sort((one, other) => other.signedAt - one.signedAt), passedOver }
}

async function bundleAt(terminal: Pick<Terminal, 'read'>, file: string): Promise<FoundBundle | Fault | null> {
  try {
    const { text } = await terminal.read(file, FILE_LIMIT)
    const bundle = readBundle(text)
    return bundle && { signer: bundle.signer, signedAt: bundle.signedAt, file }
  } catch (thrown) {
    if (thrown instanceof FaultError) return faultOfSkipped(thrown.fault, file)
    throw thrown
  }
}

const WHY: Partial<Record<Fault['code'], string>> = {
  bundle_damaged: 'damaged',
  export_newer: 'newer',
  input_too_large: 'large',
}

/** Null for a file that is no text, and so no bundle. */
function faultOfSkipped({ code, params }: Fault, path: string): Fault | null {
  if (code === 'no_text_file') return null
  const { detail } = params
  const why = WHY[code]
  return fault('bundle_passed_over', {
    path,
    ...(why === undefined ? {} : { why }),
    ...(detail === undefined ? {} : { detail }),
  })
}

/** The signer's next older bundle may still be good: this one was changed after signing, or sealed for others. */
const TRY_OLDER: readonly Fault['code'][] = ['bundle_forged', 'sealed_wrong_key']
/** Faults of the bundle itself; those of the vault or the keeper would meet every bundle. */
const BUNDLE_FAULT_KINDS: readonly string[] = ['input', 'person', 'absent']
/** Only warnings once another bundle was imported. */
const HARMLESS: readonly Fault['code'][] = [...TRY_OLDER, 'bundle_stranger', 'bundle_older']

/** `failed`: what of a trusted signer was to be taken and could not be, the first of them. */
export type ImportedFolder = { readonly plan: ImportPlan; readonly failed: Fault | null }

/**
 * Imports each signer's newest bundle for this workstation; a bad bundle of one signer does not stop another's. Raises the
 * first fault where none could be imported.
 */
export async function importNewest(
  terminal: Pick<Terminal, 'read'>,
  { folder, found }: Pick<FolderOfBundles, 'folder' | 'found'>,
  call: (text: string) => Promise<ImportPlan>,
): Promise<ImportedFolder> {
  const doneSigners = new Set<string>()
  const plans: ImportPlan[] = []
  const leftOut: Fault[] = []
  for (const { signer, file } of found) {
    if (doneSigners.has(signer)) continue
    try {
      const plan = await call((await terminal.read(file, FILE_LIMIT)).text)
      plans.push(plan)
      doneSigners.add(signer)
      if (plan.stopped !== undefined) break
    } catch (thrown) {
      if (!(thrown instanceof FaultError) || !BUNDLE_FAULT_KINDS.includes(FAULT_KIND[thrown.fault.code])) throw thrown
      if (!TRY_OLDER.includes(thrown.fault.code)) doneSigners.add(signer)
      const { code, params } = thrown.fault
      leftOut.push(fault(code, { ...params, path: file }))
    }
  }
  const [first] = plans
  if (first === undefined) throw new FaultError(leftOut[0] ?? fault('no_bundle_here', { folder }))
  // In a folder for all workstations most are for others.
  const reported = leftOut.filter(({ code }) => code !== 'sealed_wrong_key')
  const entries = plans.flatMap((each) => each.entries)
  const allLeftOut = [...plans.flatMap((each) => each.leftOut), ...reported]
  const plan = { ...plans.at(-1), source: first.source, entries, leftOut: allLeftOut }
  return { plan, failed: reported.find(({ code }) => !HARMLESS.includes(code)) ?? null }
}
