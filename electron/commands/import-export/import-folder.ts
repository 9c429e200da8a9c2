import { type Fault, FaultError, fault } from '../../../shared/fault.ts'
import { FAULT_KIND } from '../../../shared/faults/fault-kind.ts'
import { type Bundle, readBundle } from '../../../shared/import-export/bundle.ts'
import { FILE_LIMIT } from '../../../shared/import-export/import-source.ts'
import type { ImportPlan } from '../../../shared/import-export/planned-import.ts'
import type { Terminal } from '../../adapters/node/terminal/terminal.ts'

/** Its text is read anew when its turn comes: whoever may write there could lay down more than there is memory. */
type Found = Pick<Bundle, 'signer' | 'signedAt'> & { readonly file: string }

/** `passedOver`: what could not be looked into, or is a bundle that cannot be read. */
export type FolderOfBundles = {
  readonly folder: string
  readonly found: readonly Found[]
  readonly passedOver: readonly Fault[]
}

/** All bundles in a folder, the newest first; null where it is no folder. Whatever else lies there is nobody's business. */
export async function bundlesIn(
  terminal: Pick<Terminal, 'filesIn' | 'read'>,
  folder: string,
): Promise<FolderOfBundles | null> {
  const files = await terminal.filesIn(folder)
  if (files === null) return null
  const found: Found[] = []
  const passedOver: Fault[] = []
  for (const file of files) {
    const one = await bundleAt(terminal, file)
    if (one !== null && 'code' in one) passedOver.push(one)
    else if (one !== null) found.push(one)
  }
  return { folder, found: found.sort((one, other) => other.signedAt - one.signedAt), passedOver }
}

async function bundleAt(terminal: Pick<Terminal, 'read'>, file: string): Promise<Found | Fault | null> {
  try {
    const { text } = await terminal.read(file, FILE_LIMIT)
    const bundle = readBundle(text)
    return bundle && { signer: bundle.signer, signedAt: bundle.signedAt, file }
  } catch (thrown) {
    if (thrown instanceof FaultError) return passedOver(thrown.fault, file)
    throw thrown
  }
}

const WHY: Partial<Record<Fault['code'], string>> = {
  bundle_damaged: 'damaged',
  export_newer: 'newer',
  input_too_large: 'large',
}

/** Null for what is no text, and so no bundle. */
function passedOver({ code, params }: Fault, path: string): Fault | null {
  if (code === 'no_text_file') return null
  const { detail } = params
  const why = WHY[code]
  return fault('bundle_passed_over', {
    path,
    ...(why === undefined ? {} : { why }),
    ...(detail === undefined ? {} : { detail }),
  })
}

/** Of one bundle, whose next one may still be good: changed after it was signed, or sealed for other workstations. */
const NEXT_COUNTS: readonly Fault['code'][] = ['bundle_forged', 'sealed_wrong_key']
/** Of the bundle itself; a vault or keeper that cannot be had is so for all of them. */
const OF_THE_BUNDLE: readonly string[] = ['input', 'person', 'absent']
/** What says no word about this workstation: remarks, once something was taken. */
const NO_HARM: readonly Fault['code'][] = [...NEXT_COUNTS, 'bundle_stranger', 'bundle_older']

/** `failed`: what of a trusted signer was to be taken and could not be, the first of them. */
export type ImportedFolder = { readonly plan: ImportPlan; readonly failed: Fault | null }

/**
 * The newest of each signer that is for this workstation, one signer after another: what is wrong with the bundle of one keeps
 * out none of another's. Raises what kept all of them out.
 */
export async function importNewest(
  terminal: Pick<Terminal, 'read'>,
  { folder, found }: Pick<FolderOfBundles, 'folder' | 'found'>,
  call: (text: string) => Promise<ImportPlan>,
): Promise<ImportedFolder> {
  const settled = new Set<string>()
  const plans: ImportPlan[] = []
  const leftOut: Fault[] = []
  for (const { signer, file } of found) {
    if (settled.has(signer)) continue
    try {
      const plan = await call((await terminal.read(file, FILE_LIMIT)).text)
      plans.push(plan)
      settled.add(signer)
      if (plan.stopped !== undefined) break
    } catch (thrown) {
      if (!(thrown instanceof FaultError) || !OF_THE_BUNDLE.includes(FAULT_KIND[thrown.fault.code])) throw thrown
      if (!NEXT_COUNTS.includes(thrown.fault.code)) settled.add(signer)
      const { code, params } = thrown.fault
      leftOut.push(fault(code, { ...params, path: file }))
    }
  }
  const [first] = plans
  if (first === undefined) throw new FaultError(leftOut[0] ?? fault('no_bundle_here', { folder }))
  // In a folder for all workstations most are for others.
  const told = leftOut.filter(({ code }) => code !== 'sealed_wrong_key')
  const entries = plans.flatMap((each) => each.entries)
  const leftOutOfAll = [...plans.flatMap((each) => each.leftOut), ...told]
  const plan = { ...plans.at(-1), source: first.source, entries, leftOut: leftOutOfAll }
  return { plan, failed: told.find(({ code }) => !NO_HARM.includes(code)) ?? null }
}
