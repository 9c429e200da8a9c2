import { FAULT_KIND, type Fault, FaultError, fault, raise } from '../../../shared/fault.ts'
import { type Bundle, readBundle } from '../../../shared/import-export/bundle.ts'
import { FILE_LIMIT } from '../../../shared/import-export/import-source.ts'
import type { ImportPlan } from '../../../shared/import-export/planned-import.ts'
import type { Terminal } from '../../adapters/node/terminal/terminal.ts'

/** Its text is read anew when its turn comes: whoever may write there could lay down more than there is memory. */
type Found = Pick<Bundle, 'signer' | 'signedAt'> & { readonly file: string }

/** All bundles in a folder, the newest first; null where it is no folder. Whatever else lies there is passed over. */
export async function bundlesIn(terminal: Pick<Terminal, 'filesIn' | 'read'>, path: string): Promise<Found[] | null> {
  const files = await terminal.filesIn(path)
  if (files === null) return null
  const found: Found[] = []
  for (const file of files) found.push(...(await bundleAt(terminal, file)))
  if (found.length === 0) raise('no_bundle_here', { folder: path })
  return found.sort((one, other) => other.signedAt - one.signedAt)
}

async function bundleAt(terminal: Pick<Terminal, 'read'>, file: string): Promise<Found[]> {
  try {
    const { text } = await terminal.read(file, FILE_LIMIT)
    const bundle = readBundle(text)
    return bundle === null ? [] : [{ signer: bundle.signer, signedAt: bundle.signedAt, file }]
  } catch (thrown) {
    if (thrown instanceof FaultError) return []
    throw thrown
  }
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
  found: readonly Found[],
  call: (text: string) => Promise<ImportPlan>,
): Promise<ImportedFolder> {
  const settled = new Set<string>()
  const plans: ImportPlan[] = []
  const leftOut: Fault[] = []
  for (const { signer, file } of found) {
    if (settled.has(signer)) continue
    try {
      plans.push(await call((await terminal.read(file, FILE_LIMIT)).text))
      settled.add(signer)
    } catch (thrown) {
      if (!(thrown instanceof FaultError) || !OF_THE_BUNDLE.includes(FAULT_KIND[thrown.fault.code])) throw thrown
      if (!NEXT_COUNTS.includes(thrown.fault.code)) settled.add(signer)
      leftOut.push(thrown.fault)
    }
  }
  const [first] = plans
  if (first === undefined) throw new FaultError(leftOut[0] ?? fault('no_bundle_here'))
  // In a folder for all workstations most are for others.
  const told = leftOut.filter(({ code }) => code !== 'sealed_wrong_key')
  const remarks = told.map(({ code, params }) => ({ code, params: { ...params } }))
  const entries = plans.flatMap((each) => each.entries)
  const plan = { source: first.source, entries, leftOut: [...plans.flatMap((each) => each.leftOut), ...remarks] }
  return { plan, failed: told.find(({ code }) => !NO_HARM.includes(code)) ?? null }
}
