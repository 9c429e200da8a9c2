import { jsonErrorAt } from '../encoding/json-place.ts'
import { jsonIn } from '../encoding/json-text.ts'
import { isRecord } from '../encoding/record.ts'
import { labelledAs, labelledIn } from '../entry/paste/paste-labels.ts'
import { type Fault, raise } from '../fault.ts'
import { isDrawClientFile, readDrawClient } from './draw-client.ts'
import { entryFromLabels, type ImportedEntry } from './entry-from-labels.ts'
import { readExport } from './export-file.ts'
import type { ImportSource } from './import-source.ts'
import { readKubeconfig } from './kubeconfig.ts'
import { sealOf } from './sealed-file.ts'
import { yamlIn } from './yaml-text.ts'

export type ImportReading = {
  readonly source: ImportSource
  /** In the JSON of `add`; `name` and `system` may still be missing. */
  readonly entries: readonly ImportedEntry[]
  /** What could not be taken along. */
  readonly leftOut: readonly Fault[]
}

/**
 * Reads what another program or another Everbearer has written. Faults: not_json {line, column}, import_unknown when nothing in it is known,
 * import_sealed, import_yaml, import_signing_keys, export_newer, bad_shape. A sealed file is opened before this.
 */
export function readImport(text: string, now: number): ImportReading {
  if (sealOf(text) === 'key') raise('import_sealed')
  const raw = jsonIn(text)
  return raw === undefined ? readLines(text, now) : readJson(raw, text, now)
}

function readJson(raw: unknown, text: string, now: number): ImportReading {
  const exported = readExport(raw) ?? plainEntries(raw)
  if (exported !== null) return { source: 'everbearer', entries: exported, leftOut: [] }
  if (isDrawClientFile(raw)) return { source: 'draw-client', ...readDrawClient(raw) }
  refuseSigningKeys(text)
  const postman = postmanValues(raw)
  if (postman !== null) {
    // The last of several values of one name counts, as in Postman itself.
    const values = new Map(postman.map(({ key, value }) => [key, labelledAs(key, value)]))
    return readingOf('postman', entryFromLabels({ labelled: [...values.values()], rest: '' }, now))
  }
  const kube = readKubeconfig(raw)
  if (kube !== null) return { source: 'kubeconfig', ...kube }
  return readingOf('env', entryFromLabels(labelledIn(text), now))
}

/** Its lines, in whatever order they were written. */
const KUBECONFIG = /^(apiVersion|kind|clusters|users):/m

function readLines(text: string, now: number): ImportReading {
  refuseSigningKeys(text)
  const kube = KUBECONFIG.test(text) ? readKubeconfig(yamlIn(text)) : null
  if (kube !== null) return { source: 'kubeconfig', ...kube }
  // Broken JSON (a comma too many) must not be read as lines.
  if (/^\ufeff?\s*(?:\{|\[\s*[{"])/.test(text)) raise('not_json', jsonErrorAt(text) ?? {})
  return readingOf('env', entryFromLabels(labelledIn(text), now))
}

function readingOf(source: ImportSource, loose: ReturnType<typeof entryFromLabels>): ImportReading {
  if (loose === null) raise('import_unknown')
  return { source, entries: [loose.entry], leftOut: loose.leftOut }
}

/** One connection in the JSON of `add`, or a list of them. Null when it is something else. */
function plainEntries(raw: unknown): readonly ImportedEntry[] | null {
  const list: unknown[] = Array.isArray(raw) ? raw : [raw]
  const areEntries = list.every(
    (each) => isRecord(each) && typeof each['system'] === 'string' && isRecord(each['settings']),
  )
  return areEntries && list.length > 0 ? (list as ImportedEntry[]) : null
}

/** Requests to that cloud are signed with a key for each; there is no bearer token to keep. */
function refuseSigningKeys(text: string): void {
  if (/AccessKeyId|aws_access_key_id|credential_process|aws_secret_access_key/i.test(text)) raise('import_signing_keys')
}

type PostmanValue = { readonly key: string; readonly value: string }

/** An exported environment or its globals; switched-off values are not taken. */
function postmanValues(raw: unknown): readonly PostmanValue[] | null {
  if (!isRecord(raw) || !Array.isArray(raw['values'])) return null
  return raw['values'].flatMap((each: unknown) => {
    if (!isRecord(each) || each['enabled'] === false) return []
    const { key, value } = each
    return typeof key === 'string' && typeof value === 'string' ? [{ key, value }] : []
  })
}
